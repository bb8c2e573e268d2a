# The server in one image: docker build -t plong .
# docs/deploy/container.md says how it is run, kept and updated.

# Another one, or the same pinned by its digest: --build-arg PYTHON=docker.io/library/python@sha256:…
ARG PYTHON=docker.io/library/python:3.12-slim

FROM ${PYTHON} AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY plong plong
# hadolint ignore=DL3013  # it is this project that is installed: pyproject.toml says with what
RUN python -m venv --without-pip /opt/plong \
 && pip --python /opt/plong/bin/python install --no-cache-dir --no-compile '.[ping,lcdp,libp2p,metrics]'

FROM ${PYTHON}
LABEL org.opencontainers.image.title="Plong" \
      org.opencontainers.image.description="A self-hosted rendezvous and relay server" \
      org.opencontainers.image.licenses="Unlicense"

# The ids are numbers below, so that an orchestrator can see that they are not root's.
RUN groupadd --gid 10001 plong \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin plong \
 && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /opt/plong /opt/plong
ENV PATH=/opt/plong/bin:$PATH
# Where the root file system is read-only, each start would compile anew what has not been compiled
# here: all of ours, and of Python's own library, which the base image leaves out, what a server may
# load. Unchecked, because builders that copy files may change their times.
RUN python -m compileall -q -j 0 --invalidation-mode unchecked-hash \
      -x '/(test|tests|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/|^/usr/.*-packages/' \
      /opt/plong/lib "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
WORKDIR /etc/plong
COPY config.json ./

# SQLite's own temporary files go where a read-only container can write.
ENV PLONG_STORE=sqlite:/data/plong.db SQLITE_TMPDIR=/data
USER 10001:10001
VOLUME /data
EXPOSE 1501 4001 24254/udp
STOPSIGNAL SIGTERM

# Host and port are asked of the server's own settings, so PORT, PLONG_PORT and config.json count as
# they do for the server. No shell expands variables here; http.client heeds no http_proxy.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["python", "-c", "\
import http.client, os; \
from plong.settings import load; \
config = load(None, os.environ); \
server = http.client.HTTPConnection(config.host, config.port, timeout=4); \
server.request('GET', '/healthz'); \
raise SystemExit(server.getresponse().status != 200)"]

# exec form: the server is process 1 and gets the stop signal itself.
ENTRYPOINT ["plong"]
