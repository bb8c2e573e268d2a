/* Sockets on one epoll loop: what is sent is queued, and written once per turn of the loop. */
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include <sys/epoll.h>

#include "buffer.h"

#define EVENTS_PER_TURN 512

struct stream {
    struct loop *loop;
    struct stream *next_queued;
    int fd;       /* -1: closed */
    bool queued;  /* among those that the end of this turn writes out */
    bool blocked; /* the socket is full; epoll will say when it takes more */
    struct buffer in, out;
};

struct loop {
    int epoll;
    struct stream *first_queued;
    struct stream **queue_end; /* where the next one is hooked in */
    void (*on_readable)(struct stream *);
};

static inline void loop_open(struct loop *loop, void (*on_readable)(struct stream *))
{
    *loop = (struct loop){.epoll = epoll_create1(0), .on_readable = on_readable};
    loop->queue_end = &loop->first_queued;
    if (loop->epoll < 0)
        die("epoll: %s", strerror(errno));
}

static inline void stream_watch(struct stream *stream, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = stream};
    if (epoll_ctl(stream->loop->epoll, operation, stream->fd, &event) < 0)
        die("epoll_ctl: %s", strerror(errno));
}

static inline void stream_open(struct stream *stream, struct loop *loop, int fd)
{
    *stream = (struct stream){.loop = loop, .fd = fd};
    stream_watch(stream, EPOLL_CTL_ADD, EPOLLIN);
}

static inline void stream_close(struct stream *stream)
{
    close(stream->fd); /* which takes it out of the epoll set, too */
    stream->fd = -1;
    free(stream->in.bytes);
    free(stream->out.bytes);
    stream->in = stream->out = (struct buffer){0};
}

/* Read at most `size` bytes into stream->in. False: the other side is gone. */
static inline bool stream_receive(struct stream *stream, size_t size)
{
    ssize_t count = recv(stream->fd, buffer_reserve(&stream->in, size), size, 0);
    if (count > 0)
        buffer_added(&stream->in, (size_t)count);
    return count > 0 || (count < 0 && errno == EAGAIN);
}

static inline void stream_queue(struct stream *stream)
{
    if (stream->queued || stream->blocked)
        return;
    stream->queued = true;
    stream->next_queued = NULL;
    *stream->loop->queue_end = stream;
    stream->loop->queue_end = &stream->next_queued;
}

static inline void stream_send(struct stream *stream, const void *bytes, size_t size)
{
    buffer_append(&stream->out, bytes, size);
    stream_queue(stream);
}

static inline void stream_set_blocked(struct stream *stream, bool blocked)
{
    if (stream->blocked == blocked)
        return;
    stream->blocked = blocked;
    stream_watch(stream, EPOLL_CTL_MOD, blocked ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* Write what the socket takes. A broken connection is left for the reading side to notice. */
static inline void stream_flush(struct stream *stream)
{
    while (buffer_length(&stream->out)) {
        ssize_t count = send(stream->fd, buffer_front(&stream->out), buffer_length(&stream->out),
                             MSG_NOSIGNAL);
        if (count < 0) {
            stream_set_blocked(stream, errno == EAGAIN);
            return;
        }
        buffer_consume(&stream->out, (size_t)count);
    }
    stream_set_blocked(stream, false);
}

static inline void loop_flush(struct loop *loop)
{
    struct stream *stream = loop->first_queued;
    for (; stream; stream = stream->next_queued) {
        stream->queued = false;
        if (stream->fd >= 0)
            stream_flush(stream);
    }
    loop->first_queued = NULL;
    loop->queue_end = &loop->first_queued;
}

/* One turn: wait for `timeout` milliseconds (-1: for ever), read, then write what was queued. */
static inline void loop_turn(struct loop *loop, int timeout)
{
    struct epoll_event events[EVENTS_PER_TURN];
    loop_flush(loop); /* what was queued between the turns */
    int count = epoll_wait(loop->epoll, events, EVENTS_PER_TURN, timeout);
    for (int i = 0; i < count; i++) {
        struct stream *stream = events[i].data.ptr;
        if (events[i].events & EPOLLOUT)
            stream_flush(stream);
        if (events[i].events & ~(uint32_t)EPOLLOUT)
            loop->on_readable(stream);
    }
    loop_flush(loop);
}

#endif
