"""The yardstick of `GET /ohai` and `POST ping`: empty routes on Starlette and Plong's uvicorn.

Run as a program, not imported by the bench.
"""

import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def _hello(_request: Request) -> JSONResponse:
    return JSONResponse({"Hello": "world"})


async def _take(request: Request) -> Response:
    await request.body()
    return Response(status_code=204)


def _main() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    app = Starlette(routes=[Route("/", _hello), Route("/ping", _take, methods=["POST"])])
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    print(f"Listening on port {listener.getsockname()[1]}...", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    _main()
