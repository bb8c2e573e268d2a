/* Many WebSocket clients on one loop.
 *
 * They are described by a plan on standard input, a line for each, with fields between tabs:
 *
 *     PATH  GREETING  PREFIX  SUFFIX
 *
 * PATH is where to connect to, GREETING a text message to send once that worked. PREFIX and SUFFIX
 * are for the program that sends messages. Fields may be empty or left out at the end.
 */
#ifndef BENCH_WSCLIENT_H
#define BENCH_WSCLIENT_H

#include "frame.h"
#include "stream.h"

#define MAX_CLIENTS 65536
#define PENDING_HANDSHAKES 50 /* a server's backlog is not what is measured */
#define HANDSHAKE_TIMEOUT (20 * SECOND)

struct client {
    struct stream stream; /* first, so that the loop's stream is the client */
    bool upgraded;
    size_t index;
    char *path, *greeting, *prefix, *suffix;
};

static struct loop loop;
static struct client *clients[MAX_CLIENTS];
static size_t client_count, upgraded_count;
static size_t receive_size = 65536;

/* What the program does with a message; called for text and binary frames. */
static void on_message(struct client *client, const struct frame *frame);

static inline char *next_field(char **line)
{
    char *field = strsep(line, "\t");
    char *copy = strdup(field ? field : "");
    if (!copy)
        die("out of memory");
    return copy;
}

static inline void read_plan(void)
{
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stdin) > 0) {
        struct client *client = must_allocate(NULL, sizeof *client);
        char *rest = line;
        line[strcspn(line, "\n")] = '\0';
        if (client_count == MAX_CLIENTS)
            die("more than %d clients", MAX_CLIENTS);
        *client = (struct client){.index = client_count};
        client->path = next_field(&rest);
        client->greeting = next_field(&rest);
        client->prefix = next_field(&rest);
        client->suffix = next_field(&rest);
        clients[client_count++] = client;
    }
    free(line);
}

static inline void client_send(struct client *client, enum opcode opcode, const void *payload,
                               size_t length)
{
    frame_append_masked(&client->stream.out, opcode, payload, length);
    stream_queue(&client->stream);
}

static inline void client_connect(struct client *client, int port)
{
    char request[1024];
    stream_open(&client->stream, &loop, connect_loopback(port));
    int size = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\n"
                        "Host: 127.0.0.1:%d\r\n"
                        "Origin: http://127.0.0.1:%d\r\n"
                        "Connection: Upgrade\r\n"
                        "Upgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                        client->path, port, port);
    if (size >= (int)sizeof request)
        die("path too long: %s", client->path);
    stream_send(&client->stream, request, (size_t)size);
}

/* Take the answer to the handshake; false: it has not come whole yet. */
static inline bool take_upgrade(struct client *client)
{
    struct buffer *in = &client->stream.in;
    char *answer = (char *)buffer_front(in);
    char *end = memmem(answer, buffer_length(in), "\r\n\r\n", 4);
    if (!end)
        return false;
    if (strncmp(answer, "HTTP/1.1 101", 12))
        die("refused: %.*s", (int)(end - answer), answer);
    buffer_consume(in, (size_t)(end + 4 - answer));
    client->upgraded = true;
    upgraded_count++;
    if (*client->greeting)
        client_send(client, TEXT, client->greeting, strlen(client->greeting));
    return true;
}

static inline void handle_frame(struct client *client, const struct frame *frame)
{
    if (frame->opcode == CLOSE)
        die("client %zu closed by the server with %u", client->index,
            frame->length < 2 ? 1005 : (unsigned)read_big_endian(frame->payload, 2));
    if (frame->opcode == PING)
        client_send(client, PONG, frame->payload, frame->length);
    if (frame->opcode == TEXT || frame->opcode == BINARY)
        on_message(client, frame);
}

static inline void client_on_readable(struct stream *stream)
{
    struct client *client = (struct client *)stream;
    struct frame frame;
    if (!stream_receive(stream, receive_size))
        die("client %zu was cut off", client->index);
    if (!client->upgraded && !take_upgrade(client))
        return;
    while (frame_take(&stream->in, &frame))
        handle_frame(client, &frame);
}

static inline void await_upgrades(size_t wanted)
{
    uint64_t deadline = now_ns() + HANDSHAKE_TIMEOUT;
    while (upgraded_count < wanted) {
        loop_turn(&loop, 10);
        if (now_ns() > deadline)
            die("only %zu of %zu clients came in", upgraded_count, client_count);
    }
}

static inline void connect_clients(int port)
{
    loop_open(&loop, client_on_readable);
    for (size_t i = 0; i < client_count; i++) {
        client_connect(clients[i], port);
        await_upgrades(i < PENDING_HANDSHAKES ? 0 : i - PENDING_HANDSHAKES);
        loop_flush(&loop);
    }
    await_upgrades(client_count);
}

/* Turn the loop for so long, doing nothing but to answer. */
static inline void run_for(uint64_t nanoseconds)
{
    uint64_t end = now_ns() + nanoseconds;
    while (now_ns() < end)
        loop_turn(&loop, 20);
}

#endif
