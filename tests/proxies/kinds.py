"""The proxies of docs/deploy, and what of their configurations a test must have otherwise."""

from typing import Final

from tests.proxies.kind import Kind

_PLONG: Final = "127.0.0.1:1501"

NGINX: Final = Kind(
    name="nginx",
    language="nginx",
    command=("nginx", "-p", "<folder>", "-c", "<folder>/nginx.conf"),
    ready="start worker process ",
    changes={
        "listen 443 ssl;": "listen 127.0.0.1:<tls> ssl;",
        "listen 80;": "listen 127.0.0.1:<plain>;",
        "/etc/letsencrypt/live/plong.example/fullchain.pem": "<chain>",
        "/etc/letsencrypt/live/plong.example/privkey.pem": "<key>",
        _PLONG: "127.0.0.1:<plong>",
    },
    # As Debian's own, which includes the sites, but in the foreground and as whoever runs tests.
    more={
        "nginx.conf": """
            daemon off;
            user root;
            pid <folder>/nginx.pid;
            error_log stderr notice;
            events {}
            http {
                access_log <folder>/access.log;
                client_body_temp_path <folder>/body;
                proxy_temp_path <folder>/proxied;
                fastcgi_temp_path <folder>/fastcgi;
                uwsgi_temp_path <folder>/uwsgi;
                scgi_temp_path <folder>/scgi;
                include <folder>/site;
            }
        """
    },
)

CADDY: Final = Kind(
    name="caddy",
    language="caddyfile",
    command=("caddy", "run", "--adapter", "caddyfile", "--config", "<folder>/site"),
    ready="serving initial configuration",
    changes={
        "{\n\tlog {": "{\n\tadmin off\n\tskip_install_trust\n\thttp_port <plain>\n"
        "\thttps_port <tls>\n\tlog {",
        "plong.example {": "https://127.0.0.1:<tls> {\n\tbind 127.0.0.1\n\ttls <chain> <key>",
        _PLONG: "127.0.0.1:<plong>",
    },
    more={},
)

HAPROXY: Final = Kind(
    name="haproxy",
    language="haproxy",
    command=("haproxy", "-W", "-db", "-f", "<folder>/site"),
    ready="Loading success.",
    changes={
        # Debian's own section says where logs go.
        "global\n    tune": "global\n    log stdout format raw local0\n    tune",
        "bind :80": "bind 127.0.0.1:<plain>",
        "bind :443": "bind 127.0.0.1:<tls>",
        "/etc/haproxy/plong.example.pem": "<both>",
        "server certbot 127.0.0.1:8080": "server certbot 127.0.0.1:<plong>",
        _PLONG: "127.0.0.1:<plong>",
    },
    more={},
)

KINDS: Final = {kind.name: kind for kind in (NGINX, CADDY, HAPROXY)}
ADDING: Final = {
    "adding nginx": NGINX.but(
        "X-Forwarded-For $remote_addr", "X-Forwarded-For $proxy_add_x_forwarded_for"
    ),
    "adding haproxy": HAPROXY.but(
        "http-request set-header X-Forwarded-For %[src]", "option forwardfor"
    ),
}
"""Those of them that add to a header of the client's, as one behind another does."""
