/* httpload: how many requests a second does an HTTP server answer?
 *
 * CONNECTIONS kept-alive connections ask for PATH, each again as soon as it has its answer. Every
 * answer must be a 200 with a Content-Length.
 *
 * Usage: httpload PORT PATH CONNECTIONS SECONDS
 * Prints one JSON object: answers a second, latencies in microseconds.
 */
#include "latency.h"
#include "stream.h"

#define CHUNK 16384
#define WARM_UP (SECOND / 2) /* not counted */

struct asker {
    struct stream stream; /* first, so that the loop's stream is the asker */
    uint64_t asked_at;
};

static struct loop loop;
static char request[1024];
static bool counting;
static struct latency latency;

static void ask(struct asker *asker)
{
    asker->asked_at = now_ns();
    stream_send(&asker->stream, request, strlen(request));
}

static size_t content_length(const char *head)
{
    static const char name[] = "\r\nContent-Length:";
    const char *field = strcasestr(head, name);
    if (strncmp(head, "HTTP/1.1 200", 12) || !field)
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

static void run_for(uint64_t nanoseconds)
{
    uint64_t end = now_ns() + nanoseconds;
    while (now_ns() < end)
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

int main(int argc, char **argv)
{
    if (argc != 5)
        die("usage: httpload PORT PATH CONNECTIONS SECONDS");
    prepare_process();
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", argv[2],
             argv[1]);
    start_asking(atoi(argv[1]), strtoul(argv[3], NULL, 10));
    run_for(WARM_UP);
    double seconds = measure(atof(argv[4]));
    printf("{\"rate\": %.0f, \"p50_us\": %u, \"p99_us\": %u, \"p999_us\": %u}\n",
           (double)latency.count / seconds, latency_quantile(&latency, 0.5),
           latency_quantile(&latency, 0.99), latency_quantile(&latency, 0.999));
}
