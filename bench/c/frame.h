/* WebSocket frames (RFC 6455, section 5.2), as far as a benchmark needs them: never fragmented. */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include "buffer.h"

enum opcode { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

#define FIN 0x80
#define MASKED 0x80
#define KEY_SIZE 4
#define MAX_HEADER (10 + KEY_SIZE)

struct frame {
    enum opcode opcode;
    uint8_t *payload;
    size_t length;
};

static inline void write_big_endian(uint8_t *bytes, size_t count, uint64_t value)
{
    for (size_t i = count; i-- > 0; value >>= 8)
        bytes[i] = (uint8_t)value;
}

static inline uint64_t read_big_endian(const uint8_t *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* Write the header of an unmasked frame; return its size. */
static inline size_t frame_header(uint8_t *header, enum opcode opcode, size_t length)
{
    header[0] = (uint8_t)(FIN | opcode);
    if (length < 126) {
        header[1] = (uint8_t)length;
        return 2;
    }
    size_t width = length < 65536 ? 2 : 8;
    header[1] = width == 2 ? 126 : 127;
    write_big_endian(header + 2, width, length);
    return 2 + width;
}

/* Append a client's frame, masked as section 5.3 demands; the key need surprise nobody here. */
static inline void frame_append_masked(struct buffer *out, enum opcode opcode,
                                       const uint8_t *payload, size_t length)
{
    static const uint8_t key[KEY_SIZE] = {0x12, 0x34, 0x56, 0x78};
    uint8_t *frame = buffer_reserve(out, MAX_HEADER + length);
    size_t header = frame_header(frame, opcode, length);
    frame[1] |= MASKED;
    memcpy(frame + header, key, KEY_SIZE);
    header += KEY_SIZE;
    for (size_t i = 0; i < length; i++)
        frame[header + i] = payload[i] ^ key[i % KEY_SIZE];
    buffer_added(out, header + length);
}

/* Undo the masking in place, a word at a time. */
static inline void unmask(uint8_t *payload, size_t length, const uint8_t *key)
{
    uint32_t word, key_word;
    size_t i = 0;
    memcpy(&key_word, key, sizeof key_word);
    for (; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, payload + i, sizeof word);
        word ^= key_word;
        memcpy(payload + i, &word, sizeof word);
    }
    for (; i < length; i++)
        payload[i] ^= key[i % KEY_SIZE];
}

/* Take one frame, masked or not, off the front of the buffer. False: it has not come whole yet.
 * The payload lies in the buffer and is good until something is added to that. */
static inline bool frame_take(struct buffer *in, struct frame *frame)
{
    uint8_t *bytes = buffer_front(in);
    size_t available = buffer_length(in), header = 2;
    if (available < header)
        return false;
    size_t width = (bytes[1] & 127) == 126 ? 2 : (bytes[1] & 127) == 127 ? 8 : 0;
    size_t key_size = bytes[1] & MASKED ? KEY_SIZE : 0;
    header += width + key_size;
    if (available < header)
        return false;
    uint64_t length = width ? read_big_endian(bytes + 2, width) : bytes[1] & 127;
    if (available - header < length)
        return false;
    if (!(bytes[0] & FIN))
        die("a fragmented message, which no server here should send");
    *frame = (struct frame){bytes[0] & 15, bytes + header, length};
    if (key_size)
        unmask(frame->payload, length, bytes + header - KEY_SIZE);
    buffer_consume(in, header + length);
    return true;
}

#endif
