/* udplimit: the least that a node can do: answer each datagram with the same bytes.
 *
 * Usage: udplimit [BYTES]    (100; the first 64 are a cookie's)
 * Prints the line that the bench waits for, then answers until it is stopped.
 */
#include "udp.h"
#include <poll.h>

static const char cookie[] = "[{\"PleaseAlwaysReturnThisMessage\":{\"cookie\":\"000000000000\"}}]";

int main(int count, char **words)
{
    static char answer[MOST_DATAGRAM];
    size_t answer_size = count > 1 ? strtoul(words[1], NULL, 10) : 100;
    prepare_process();
    if (answer_size < strlen(cookie) || answer_size > MOST_DATAGRAM)
        die("BYTES must be %zu to %d", strlen(cookie), MOST_DATAGRAM);
    memset(answer, ' ', answer_size);
    memcpy(answer, cookie, strlen(cookie));
    int fd = bind_udp(0, 0);
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    getsockname(fd, (struct sockaddr *)&address, &size);
    printf("LCDP listens on UDP port %d.\n", ntohs(address.sin_port));
    static char data[MOST_DATAGRAM];
    for (struct pollfd waiting = {fd, POLLIN, 0}; poll(&waiting, 1, -1) >= 0;) {
        for (;;) {
            size = sizeof address;
            if (recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&address, &size) < 0)
                break;
            sendto(fd, answer, answer_size, 0, (struct sockaddr *)&address, size);
        }
    }
    die("poll: %s", strerror(errno));
}
