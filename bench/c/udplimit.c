/* udplimit: the least that a node can do: answer each datagram with the same hundred bytes.
 *
 * Usage: udplimit
 * Prints the line that the bench waits for, then answers until it is stopped.
 */
#include "udp.h"
#include <poll.h>

static const char answer[100] = "[{\"PleaseAlwaysReturnThisMessage\":{\"cookie\":\"000000000000\"}}]";

int main(void)
{
    prepare_process();
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
            sendto(fd, answer, strlen(answer), 0, (struct sockaddr *)&address, size);
        }
    }
    die("poll: %s", strerror(errno));
}
