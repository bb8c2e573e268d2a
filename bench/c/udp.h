/* UDP sockets on the loopback, and the last of what a program sends or hears. */
#ifndef BENCH_UDP_H
#define BENCH_UDP_H

#include "common.h"

#define MOST_DATAGRAM 65536

/* A socket at PORT of a loopback address, of which the last two bytes are HOST; it never waits. */
static inline int bind_udp(int host, int port)
{
    struct sockaddr_in address = loopback(port);
    int room = 4 << 20;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (host)
        address.sin_addr.s_addr = htonl(0x7F000000u | (uint32_t)host);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
        die("bind: %s", strerror(errno));
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    return fd;
}

#endif
