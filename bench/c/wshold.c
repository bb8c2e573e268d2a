/* wshold: hold idle WebSockets open, answering pings, until killed.
 *
 * Every second one is set to be reset, the others to be closed in order: so when this process is
 * killed, the server sees the two ways a connection can go, all at once.
 *
 * Usage: wshold PORT < plan        (the plan: see wsclient.h; prints "holding N" once all are in)
 */
#include "wsclient.h"

static void on_message(struct client *client, const struct frame *frame)
{
    (void)client;
    (void)frame;
}

static void reset_when_closed(const struct client *client)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(client->stream.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        die("usage: wshold PORT < plan");
    prepare_process();
    receive_size = 1024; /* there are many, and little comes */
    read_plan();
    connect_clients(atoi(argv[1]));
    for (size_t i = 1; i < client_count; i += 2)
        reset_when_closed(clients[i]);
    printf("holding %zu\n", client_count);
    for (;;)
        loop_turn(&loop, -1);
}
