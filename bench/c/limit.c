/* limit: the least that a relay can do on one core, as a bound to measure servers against.
 *
 * It reads a client's frame, unmasks it, and writes it to the linked client; writes are joined per
 * turn of the loop. Of Plong it speaks what the bench needs: GET /ohai, /ws/<PrivateId>, and
 * ESC "chlink <PublicId>". It has no limits and checks nothing: never let it listen to a network.
 *
 * Usage: limit        prints "Listening on port N..."
 */
#include "frame.h"
#include "stream.h"

#define CHUNK 65536
#define MAX_PEERS (1 << 20)
#define ESC 0x1b

struct peer {
    struct stream stream; /* first, so that the loop's stream is the peer */
    bool upgraded;
    unsigned id;   /* private and public id in one; 0: none yet */
    unsigned link; /* id of the peer that its messages go to; 0: none */
};

static struct peer *peers[MAX_PEERS]; /* by id, while connected */
static unsigned last_id;
static struct loop loop;
static struct stream listener;

static void send_text(struct peer *peer, const char *text)
{
    stream_send(&peer->stream, text, strlen(text));
}

static void answer_ohai(struct peer *peer)
{
    char body[128], answer[256];
    if (++last_id >= MAX_PEERS)
        die("too many peers");
    snprintf(body, sizeof body, "{\"PrivateId\":\"%u\",\"PublicId\":\"%u\"}", last_id, last_id);
    snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(body), body);
    send_text(peer, answer);
}

static void upgrade(struct peer *peer, const char *private_id)
{
    peer->id = (unsigned)strtoul(private_id, NULL, 10) % MAX_PEERS;
    peer->upgraded = true;
    peers[peer->id] = peer;
    send_text(peer, "HTTP/1.1 101 Switching Protocols\r\n"
                    "Upgrade: websocket\r\n"
                    "Connection: Upgrade\r\n"
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
}

/* Take one HTTP request; false: it has not come whole yet. */
static bool take_request(struct peer *peer)
{
    static const char websocket[] = "GET /ws/";
    struct buffer *in = &peer->stream.in;
    char *request = (char *)buffer_front(in);
    char *end = memmem(request, buffer_length(in), "\r\n\r\n", 4);
    if (!end)
        return false;
    if (!strncmp(request, websocket, strlen(websocket)))
        upgrade(peer, request + strlen(websocket));
    else
        answer_ohai(peer);
    buffer_consume(in, (size_t)(end + 4 - request));
    return true;
}

static void change_link(struct peer *peer, const struct frame *frame)
{
    static const char verb[] = "\033chlink ";
    char id[16] = "";
    size_t skip = strlen(verb);
    if (frame->length <= skip || frame->length - skip >= sizeof id)
        return;
    memcpy(id, frame->payload + skip, frame->length - skip);
    peer->link = (unsigned)strtoul(id, NULL, 10) % MAX_PEERS;
}

static void relay(struct peer *peer, const struct frame *frame)
{
    struct peer *target = peers[peer->link];
    uint8_t header[MAX_HEADER];
    if (!target)
        return;
    stream_send(&target->stream, header, frame_header(header, frame->opcode, frame->length));
    stream_send(&target->stream, frame->payload, frame->length);
}

/* Handle what has come; false: the peer said goodbye. */
static bool handle_input(struct peer *peer)
{
    struct frame frame;
    while (!peer->upgraded)
        if (!take_request(peer))
            return true;
    while (frame_take(&peer->stream.in, &frame)) {
        if (frame.opcode == CLOSE)
            return false;
        if (frame.length && frame.payload[0] == ESC)
            change_link(peer, &frame);
        else
            relay(peer, &frame);
    }
    return true;
}

/* The struct itself is not freed: it may be queued still, and the process lives for one run. */
static void drop(struct peer *peer)
{
    if (peers[peer->id] == peer)
        peers[peer->id] = NULL;
    stream_close(&peer->stream);
}

static void accept_all(void)
{
    int fd;
    while ((fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct peer *peer = must_allocate(NULL, sizeof *peer);
        *peer = (struct peer){0};
        send_at_once(fd);
        stream_open(&peer->stream, &loop, fd);
    }
}

static void on_readable(struct stream *stream)
{
    struct peer *peer = (struct peer *)stream;
    if (stream == &listener)
        accept_all();
    else if (!stream_receive(stream, CHUNK) || !handle_input(peer))
        drop(peer);
}

int main(void)
{
    int port;
    prepare_process();
    loop_open(&loop, on_readable);
    stream_open(&listener, &loop, listen_loopback(&port));
    printf("Listening on port %d...\n", port);
    for (;;)
        loop_turn(&loop, -1);
}
