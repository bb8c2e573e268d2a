/* wsload: how many messages a second does a WebSocket relay carry?
 *
 * The plan's clients are pairs: the first talks with the second, the third with the fourth, and so
 * on. Every client keeps WINDOW messages in flight: whenever one of its messages reached the
 * partner, it sends the next. So the load is as much as the server carries, and never more.
 *
 * A message is PREFIX + BYTES times "x" + SUFFIX, and must arrive in exactly that length. At the
 * end the senders fall silent, and every message in flight must still arrive; else it is lost.
 *
 * Usage: wsload PORT BYTES WINDOW SECONDS < plan        (the plan: see wsclient.h)
 * Prints one JSON object: messages a second, latencies in microseconds, messages lost.
 */
#include "latency.h"
#include "wsclient.h"

#define SETTLE (SECOND / 2)  /* for greetings to take effect */
#define WARM_UP (SECOND / 2) /* not counted */
#define DRAIN_TIMEOUT (5 * SECOND)

struct sender {
    uint8_t *message;
    size_t size;
    uint64_t *sent_at; /* ring of `window` times: messages keep their order, so one index does */
    size_t oldest, in_flight;
};

static struct sender *senders; /* by the index of their client */
static size_t window, in_flight;
static bool sending, counting;
static struct latency latency;

static void compose_message(struct sender *sender, const struct client *client, size_t padding)
{
    size_t prefix = strlen(client->prefix), suffix = strlen(client->suffix);
    sender->size = prefix + padding + suffix;
    sender->message = must_allocate(NULL, sender->size + 1);
    memcpy(sender->message, client->prefix, prefix);
    memset(sender->message + prefix, 'x', padding);
    memcpy(sender->message + prefix + padding, client->suffix, suffix);
}

static void prepare_senders(size_t padding)
{
    if (client_count % 2)
        die("the plan must have pairs of clients");
    senders = must_allocate(NULL, (client_count + 1) * sizeof *senders);
    for (size_t i = 0; i < client_count; i++) {
        senders[i] = (struct sender){.sent_at = must_allocate(NULL, window * sizeof(uint64_t))};
        compose_message(&senders[i], clients[i], padding);
    }
}

static void send_next(size_t index)
{
    struct sender *sender = &senders[index];
    size_t newest = sender->oldest + sender->in_flight;
    sender->sent_at[newest < window ? newest : newest - window] = now_ns();
    sender->in_flight++;
    in_flight++;
    client_send(clients[index], TEXT, sender->message, sender->size);
}

static void acknowledge(struct sender *sender)
{
    if (counting)
        latency_add(&latency, now_ns() - sender->sent_at[sender->oldest]);
    sender->oldest = sender->oldest + 1 < window ? sender->oldest + 1 : 0;
    sender->in_flight--;
    in_flight--;
}

static void on_message(struct client *client, const struct frame *frame)
{
    size_t partner = client->index ^ 1;
    struct sender *sender = &senders[partner];
    if (!sending && !in_flight)
        return; /* a server's own greeting */
    if (frame->length != sender->size || !sender->in_flight)
        die("unexpected message: %.*s", (int)(frame->length < 200 ? frame->length : 200),
            (char *)frame->payload);
    acknowledge(sender);
    if (sending)
        send_next(partner);
}

static void start_sending(void)
{
    sending = true;
    for (size_t i = 0; i < client_count; i++)
        for (size_t k = 0; k < window; k++)
            send_next(i);
}

/* Count for so long; return the seconds that it really took. */
static double measure(double seconds)
{
    uint64_t start = now_ns();
    counting = true;
    run_for((uint64_t)(seconds * (double)SECOND));
    counting = false;
    return (double)(now_ns() - start) / (double)SECOND;
}

static void drain(void)
{
    uint64_t deadline = now_ns() + DRAIN_TIMEOUT;
    sending = false;
    while (in_flight && now_ns() < deadline)
        loop_turn(&loop, 20);
}

static void print_result(double seconds)
{
    printf("{\"rate\": %.0f, \"p50_us\": %u, \"p99_us\": %u, \"p999_us\": %u, \"lost\": %zu}\n",
           (double)latency.count / seconds, latency_quantile(&latency, 0.5),
           latency_quantile(&latency, 0.99), latency_quantile(&latency, 0.999), in_flight);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        die("usage: wsload PORT BYTES WINDOW SECONDS < plan");
    prepare_process();
    window = strtoul(argv[3], NULL, 10);
    read_plan();
    prepare_senders(strtoul(argv[2], NULL, 10));
    connect_clients(atoi(argv[1]));
    run_for(SETTLE);
    start_sending();
    run_for(WARM_UP);
    double seconds = measure(atof(argv[4]));
    drain();
    print_result(seconds);
}
