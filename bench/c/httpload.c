/* httpload: how many requests a second does an HTTP server answer?
 *
 * CONNECTIONS kept-alive connections ask for PATH, each again as soon as it has its answer. Every
 * answer must be a 200 with a Content-Length; with -b a 204.
 *
 * Usage: httpload [-b BODY] [-n COUNT] PORT PATH CONNECTIONS SECONDS
 *   -b BODY   POST this JSON. Its first run of # becomes a number, another one in each request.
 *   -n COUNT  ask so often, all of which counts, and fail if SECONDS are not enough for it.
 * Prints one JSON object: answers a second, latencies in microseconds.
 */
#include "latency.h"
#include "stream.h"

#define CHUNK 16384
#define WARM_UP (SECOND / 2) /* not counted */
#define FOR_EVER UINT64_MAX

struct asker {
    struct stream stream; /* first, so that the loop's stream is the asker */
    uint64_t asked_at;
};

static struct loop loop;
static char request[4096];
static char *number; /* hexadecimal digits in the request, others each time */
static size_t digits;
static bool posting;
static uint64_t unasked = FOR_EVER, unanswered;
static bool counting;
static struct latency latency;

/* An odd factor maps numbers to numbers one to one, and neighbours far apart, as random ids are. */
static void change_number(void)
{
    static uint64_t count;
    uint64_t rest = ++count * 0x9E3779B97F4A7C15u;
    for (size_t i = digits; i-- > 0; rest >>= 4)
        number[i] = "0123456789abcdef"[rest & 15];
}

static void ask(struct asker *asker)
{
    if (!unasked)
        return;
    unasked--;
    unanswered++;
    asker->asked_at = now_ns();
    change_number();
    stream_send(&asker->stream, request, strlen(request));
}

static size_t content_length(const char *head)
{
    static const char name[] = "\r\nContent-Length:";
    const char *field = strcasestr(head, name);
    if (posting && !strncmp(head, "HTTP/1.1 204", 12))
        return 0;
    if (posting || strncmp(head, "HTTP/1.1 200", 12) || !field)
        die("unexpected answer: %s", head);
    return strtoul(field + strlen(name), NULL, 10);
}

/* Take one answer off the front of the buffer; false: it has not come whole yet. */
static bool take_answer(struct buffer *in)
{
    char *head = (char *)buffer_front(in);
    char *end = memmem(head, buffer_length(in), "\r\n\r\n", 4);
    if (!end)
        return false;
    *end = '\0'; /* for strcasestr; put back in case that the body is missing yet */
    size_t size = (size_t)(end + 4 - head) + content_length(head);
    *end = '\r';
    if (buffer_length(in) < size)
        return false;
    buffer_consume(in, size);
    return true;
}

static void on_readable(struct stream *stream)
{
    struct asker *asker = (struct asker *)stream;
    if (!stream_receive(stream, CHUNK))
        die("cut off by the server");
    while (take_answer(&stream->in)) {
        unanswered--;
        if (counting)
            latency_add(&latency, now_ns() - asker->asked_at);
        ask(asker);
    }
}

static void start_asking(int port, size_t connections)
{
    struct asker *askers = must_allocate(NULL, connections * sizeof *askers);
    loop_open(&loop, on_readable);
    for (size_t i = 0; i < connections; i++) {
        stream_open(&askers[i].stream, &loop, connect_loopback(port));
        ask(&askers[i]);
    }
}

/* Whether all that -n wants was asked and answered. */
static bool is_done(void)
{
    return !unasked && !unanswered;
}

static void run_for(uint64_t nanoseconds)
{
    uint64_t end = now_ns() + nanoseconds;
    while (now_ns() < end && !is_done())
        loop_turn(&loop, 20);
}

/* Count for so long; return the seconds that it really took. */
static double measure(double seconds)
{
    uint64_t start = now_ns();
    counting = true;
    run_for((uint64_t)(seconds * (double)SECOND));
    return (double)(now_ns() - start) / (double)SECOND;
}

static void write_get(const char *path, const char *port)
{
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", path, port);
}

static void write_post(const char *path, const char *port, const char *body)
{
    size_t size = strlen(body), first = strcspn(body, "#");
    int end = snprintf(request, sizeof request,
                       "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n"
                       "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                       path, port, size, body);
    if ((size_t)end >= sizeof request)
        die("the body is too long");
    posting = true;
    number = request + end - size + first;
    digits = strspn(number, "#");
}

static void print_result(double seconds)
{
    printf("{\"rate\": %.0f, \"p50_us\": %u, \"p99_us\": %u, \"p999_us\": %u}\n",
           (double)latency.count / seconds, latency_quantile(&latency, 0.5),
           latency_quantile(&latency, 0.99), latency_quantile(&latency, 0.999));
}

int main(int argc, char **argv)
{
    const char *body = NULL;
    int option;
    while ((option = getopt(argc, argv, "b:n:")) != -1) {
        if (option == 'b')
            body = optarg;
        else if (option == 'n')
            unasked = strtoull(optarg, NULL, 10);
        else
            return EXIT_FAILURE; /* getopt has said why */
    }
    if (argc - optind != 4)
        die("usage: httpload [-b BODY] [-n COUNT] PORT PATH CONNECTIONS SECONDS");
    bool is_counted = unasked != FOR_EVER;
    argv += optind;
    prepare_process();
    if (body)
        write_post(argv[1], argv[0], body);
    else
        write_get(argv[1], argv[0]);
    start_asking(atoi(argv[0]), strtoul(argv[2], NULL, 10));
    run_for(is_counted ? 0 : WARM_UP);
    double seconds = measure(atof(argv[3]));
    if (is_counted && !is_done())
        die("not all was answered in %s seconds", argv[3]);
    print_result(seconds);
}
