/* udpload: how many datagrams a second does a node of LCDP answer?
 *
 * SOCKETS sockets, each at an address of its own, ask a node on 127.0.0.1, and again for each
 * answer, with WINDOW questions under way; who is left without an answer asks anew.
 *
 * Usage: udpload [-c] PORT QUESTION SOCKETS WINDOW SECONDS
 *   -c        ask for a cookie first, and put it before each question, which is a JSON array.
 *   QUESTION  its first run of # becomes a number, another one each time.
 * Prints one JSON object: answers a second, bytes of the last answer, how often none came.
 */
#include "udp.h"
#include <sys/epoll.h>

#define MOST_SOCKETS 512
#define WARM_UP (SECOND / 2) /* not counted */
#define PATIENCE 50          /* milliseconds without any answer */
#define COOKIE "\"PleaseAlwaysReturnThisMessage\":{\"cookie\":\""

static struct {
    int fd;
    char question[1024];
    char *number; /* digits in the question, others each time; NULL: there are none */
    size_t digits;
} askers[MOST_SOCKETS];

static int sockets, window, polls;
static uint64_t answers, silences;
static ssize_t last_size;

static void change_number(int index)
{
    static uint64_t count;
    uint64_t rest = ++count;
    for (size_t i = askers[index].digits; i-- > 0; rest /= 10)
        askers[index].number[i] = (char)('0' + rest % 10);
}

static void ask(int index)
{
    if (askers[index].number)
        change_number(index);
    send(askers[index].fd, askers[index].question, strlen(askers[index].question), 0);
}

static void find_number(int index)
{
    askers[index].number = strchr(askers[index].question, '#');
    if (askers[index].number)
        askers[index].digits = strspn(askers[index].number, "#");
}

/* Ask for a cookie, waiting, and begin the question with it. */
static void prove_address(int index, const char *question)
{
    static const char hello[] = "[{\"PleaseSendPeers\":{}}]";
    static char data[MOST_DATAGRAM];
    for (int tries = 0; tries < 1000; tries++) {
        send(askers[index].fd, hello, strlen(hello), 0);
        usleep(1000);
        ssize_t size = recv(askers[index].fd, data, sizeof data - 1, 0);
        char *cookie = size > 0 ? memmem(data, (size_t)size, COOKIE, strlen(COOKIE)) : NULL;
        if (!cookie)
            continue;
        cookie += strlen(COOKIE);
        int length = (int)strcspn(cookie, "\"");
        snprintf(askers[index].question, sizeof askers[index].question,
                 "[{\"AlwaysReturned\":{\"cookie\":\"%.*s\"}},%s", length, cookie, question + 1);
        return;
    }
    die("the node has sent no cookie");
}

static void open_asker(int index, int port, const char *question, bool proving, int poll)
{
    struct sockaddr_in node = loopback(port);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
    askers[index].fd = bind_udp(0x0101 + index / 250 * 256 + index % 250, 0);
    if (connect(askers[index].fd, (struct sockaddr *)&node, sizeof node) < 0)
        die("connect: %s", strerror(errno));
    snprintf(askers[index].question, sizeof askers[index].question, "%s", question);
    if (proving)
        prove_address(index, question);
    find_number(index);
    epoll_ctl(poll, EPOLL_CTL_ADD, askers[index].fd, &event);
}

static void ask_all(void)
{
    for (int i = 0; i < sockets; i++)
        for (int j = 0; j < window; j++)
            ask(i);
}

static void hear(int index)
{
    static char data[MOST_DATAGRAM];
    for (ssize_t size; (size = recv(askers[index].fd, data, sizeof data, 0)) > 0;) {
        last_size = size;
        answers++;
        ask(index);
    }
}

static void run_until(uint64_t end)
{
    struct epoll_event events[64];
    while (now_ns() < end) {
        int count = epoll_wait(polls, events, 64, PATIENCE);
        for (int i = 0; i < count; i++)
            hear((int)events[i].data.u32);
        if (!count) {
            silences++;
            ask_all();
        }
    }
}

int main(int count, char **words)
{
    bool proving = count > 1 && !strcmp(words[1], "-c");
    prepare_process();
    words += proving;
    if (count - proving != 6)
        die("usage: udpload [-c] PORT QUESTION SOCKETS WINDOW SECONDS");
    sockets = atoi(words[3]), window = atoi(words[4]);
    if (sockets < 1 || sockets > MOST_SOCKETS)
        die("SOCKETS must be 1 to %d", MOST_SOCKETS);
    polls = epoll_create1(0);
    for (int i = 0; i < sockets; i++)
        open_asker(i, atoi(words[1]), words[2], proving, polls);
    ask_all();
    run_until(now_ns() + WARM_UP);
    answers = silences = 0;
    uint64_t start = now_ns();
    run_until(start + (uint64_t)(atof(words[5]) * SECOND));
    printf("{\"rate\": %llu, \"answer_bytes\": %zd, \"silences\": %llu}\n",
           (unsigned long long)((double)answers * SECOND / (double)(now_ns() - start)), last_size,
           (unsigned long long)silences);
}
