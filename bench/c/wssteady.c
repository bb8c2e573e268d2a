/* wssteady: how long do messages take through a WebSocket relay that has other things to do, too?
 *
 * The plan's clients are pairs: the first talks with the second, the third with the fourth, and so
 * on. Every client sends RATE messages a second, whatever becomes of them, each client at its own
 * moments. Messages must arrive whole and one after another: one that is missing ends the
 * program with an error, and so does a client that hears nothing for LATEST, or is closed.
 *
 * Usage: wssteady PORT BYTES RATE < plan        (the plan: see wsclient.h)
 * Prints a JSON object for each WINDOW until it is killed: when it ended, on the clock of
 * CLOCK_MONOTONIC, in seconds; how many messages arrived in it, and how long they took.
 */
#include "latency.h"
#include "wsclient.h"

#define SETTLE (SECOND / 2) /* for greetings to take effect */
#define WINDOW (SECOND / 2)
#define LATEST (10 * SECOND)
#define STAMP 16 /* hexadecimal digits: of the time of sending in nanoseconds, and of a number */

static uint64_t *last_stamp; /* by the index of the client that hears */
static uint64_t *heard;      /* how many messages, likewise */
static uint64_t *next_at;    /* by the index of the client that sends */
static uint64_t *sent;       /* likewise */
static size_t message_size;
static uint64_t interval;
static bool sending;
static struct latency latency;

static void send_now(size_t index)
{
    char *message = must_allocate(NULL, message_size + 1);
    memset(message, 'x', message_size);
    snprintf(message, message_size, "%016llx%016llx", (unsigned long long)now_ns(),
             (unsigned long long)sent[index]++);
    message[2 * STAMP] = 'x';
    client_send(clients[index], TEXT, message, message_size);
    free(message);
}

static uint64_t read_digits(const uint8_t *text)
{
    char digits[STAMP + 1] = {0};
    memcpy(digits, text, STAMP);
    return strtoull(digits, NULL, 16);
}

static void on_message(struct client *client, const struct frame *frame)
{
    if (!sending)
        return; /* a server's own greeting */
    if (frame->length != message_size)
        die("unexpected message: %.*s", (int)(frame->length < 200 ? frame->length : 200),
            (char *)frame->payload);
    uint64_t stamp = read_digits(frame->payload), number = read_digits(frame->payload + STAMP);
    if (number != heard[client->index]++)
        die("client %zu heard another message than the next", client->index);
    last_stamp[client->index] = stamp;
    latency_add(&latency, now_ns() - stamp);
}

static void send_what_is_due(void)
{
    uint64_t now = now_ns();
    for (size_t i = 0; i < client_count; i++)
        for (; next_at[i] <= now; next_at[i] += interval)
            send_now(i);
}

static void report_window(void)
{
    printf("{\"at\": %.3f, \"count\": %llu, \"p50_us\": %u, \"p99_us\": %u}\n",
           (double)now_ns() / (double)SECOND, (unsigned long long)latency.count,
           latency_quantile(&latency, 0.5), latency_quantile(&latency, 0.99));
    fflush(stdout);
    memset(&latency, 0, sizeof latency);
}

static void check_lateness(void)
{
    for (size_t i = 0; i < client_count; i++)
        if (now_ns() - last_stamp[i] > LATEST)
            die("client %zu has heard nothing for too long", i);
}

static void prepare_senders(double rate)
{
    if (client_count % 2)
        die("the plan must have pairs of clients");
    interval = (uint64_t)((double)SECOND / rate);
    last_stamp = must_allocate(NULL, (client_count + 1) * sizeof *last_stamp);
    next_at = must_allocate(NULL, (client_count + 1) * sizeof *next_at);
    heard = must_allocate(NULL, (client_count + 1) * sizeof *heard);
    sent = must_allocate(NULL, (client_count + 1) * sizeof *sent);
    for (size_t i = 0; i < client_count; i++) {
        heard[i] = sent[i] = 0;
        last_stamp[i] = now_ns();
        next_at[i] = now_ns() + interval * i / client_count;
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: wssteady PORT BYTES RATE < plan");
    prepare_process();
    message_size = strtoul(argv[2], NULL, 10);
    if (message_size <= 2 * STAMP)
        die("BYTES must be more than %d", 2 * STAMP);
    read_plan();
    connect_clients(atoi(argv[1]));
    run_for(SETTLE);
    prepare_senders(atof(argv[3]));
    sending = true;
    for (uint64_t end = now_ns() + WINDOW;;) {
        send_what_is_due();
        loop_turn(&loop, 1);
        if (now_ns() < end)
            continue;
        report_window();
        check_lateness();
        end += WINDOW;
    }
}
