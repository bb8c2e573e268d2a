# The server in one image: docker build -t plong . && docker run -p 1501:1501 -v plong:/data plong

FROM docker.io/library/python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY plong plong
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && pip install --no-cache-dir --no-warn-script-location --prefix /install "$(echo /wheels/plong-*.whl)[ping,lcdp,libp2p,metrics]"

FROM docker.io/library/python:3.12-slim
LABEL org.opencontainers.image.title="Plong" \
      org.opencontainers.image.description="A self-hosted rendezvous and relay server" \
      org.opencontainers.image.licenses="Unlicense"

# The ids are numbers below, so that an orchestrator can see that they are not root's.
RUN groupadd --gid 10001 plong \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin plong \
 && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /install /usr/local
WORKDIR /etc/plong
COPY config.json ./

ENV PLONG_STORE=sqlite:/data/plong.db
USER 10001:10001
VOLUME /data
EXPOSE 1501 4001 24254/udp
STOPSIGNAL SIGTERM

# The port is asked of the server's own settings, so PORT, PLONG_PORT and config.json count as
# they do for the server. No shell expands variables here; http.client heeds no http_proxy.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["python", "-c", "\
import http.client, os; \
from plong.settings import load; \
server = http.client.HTTPConnection('127.0.0.1', load(None, os.environ).port, timeout=4); \
server.request('GET', '/healthz'); \
raise SystemExit(server.getresponse().status != 200)"]

# exec form: the server is process 1 and gets the stop signal itself.
ENTRYPOINT ["plong"]
