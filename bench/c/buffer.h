/* A queue of bytes: appended at its end, consumed from its front. */
#ifndef BENCH_BUFFER_H
#define BENCH_BUFFER_H

#include "common.h"

struct buffer {
    uint8_t *bytes;
    size_t start, end, capacity; /* what waits is bytes[start..end) */
};

static inline uint8_t *buffer_front(const struct buffer *buffer)
{
    return buffer->bytes + buffer->start;
}

static inline size_t buffer_length(const struct buffer *buffer)
{
    return buffer->end - buffer->start;
}

static inline void buffer_make_room(struct buffer *buffer, size_t size)
{
    size_t length = buffer_length(buffer);
    if (buffer->start > length) { /* moving is cheaper than growing, and it cannot overlap */
        memcpy(buffer->bytes, buffer_front(buffer), length);
        buffer->start = 0;
        buffer->end = length;
    }
    if (buffer->end + size > buffer->capacity) {
        buffer->capacity = 2 * (buffer->end + size);
        buffer->bytes = must_allocate(buffer->bytes, buffer->capacity);
    }
}

/* Where `size` more bytes may be written; buffer_added then says how many were. */
static inline uint8_t *buffer_reserve(struct buffer *buffer, size_t size)
{
    if (buffer->end + size > buffer->capacity)
        buffer_make_room(buffer, size);
    return buffer->bytes + buffer->end;
}

static inline void buffer_added(struct buffer *buffer, size_t size)
{
    buffer->end += size;
}

static inline void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    memcpy(buffer_reserve(buffer, size), bytes, size);
    buffer_added(buffer, size);
}

static inline void buffer_consume(struct buffer *buffer, size_t size)
{
    buffer->start += size;
    if (buffer->start == buffer->end)
        buffer->start = buffer->end = 0;
}

#endif
