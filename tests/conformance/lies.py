"""Servers that do one thing wrong, each by the row that is about it."""

from collections.abc import Mapping, Sequence
from typing import Final

from tests.support.liar import Lie

OTHER = b":" + b"y" * 43 + b":"

PONG = b"\x81\x05\x1bpong"
WELCOMED = rb"(?s)(101 .*\r\n\r\n)$"
"""The head of an answer that accepts an upgrade."""
LIES: Final[Mapping[str, Lie]] = {
    # The HTTP API
    "http.root": Lie(b'"Version"', b'"version"', b"^GET / "),
    "http.wuu2": Lie(b'"Peers":', b'"peers":', b"^GET /wuu2"),
    "http.ohai": Lie(b'"PublicId"', b'"publicid"', b"^GET /ohai"),
    "http.ohai-post": Lie(b'"Created"', b'"created"', b"^POST /ohai"),
    "http.iam": Lie(b'"PublicId":"...', b'"PublicId":"---', b"^POST /iam"),
    "http.whois": Lie(b'"Created":"2', b'"Created":"3', b"^POST /whois"),
    "http.obai": Lie(b"{}$", b"[]", b"^POST /obai"),
    "http.obai-delete": Lie(b" 200 OK", b" 202 OK", b"^DELETE /obai"),
    "http.content-type": Lie(b" 404 ", b" 400 ", b"^POST /obai.*image/png"),
    "http.case": Lie(b" 404 ", b" 400 ", b"^POST /obai.*PRIVATEID"),
    "http.page": Lie(b"text/html", b"text/xml ", b"^GET / .*text/html"),
    "http.script": Lie(b"javascript", b"ecmascript", b"^GET /plong.js"),
    "http.json": Lie(b"application/json", b"text/plain", b"^GET /wuu2"),
    "refusals.peer": Lie(b" 404 ", b" 400 ", b'^POST /iam.*"short"'),
    "refusals.whois": Lie(b" 404 ", b" 400 ", b"^POST /whois"),
    "refusals.taken": Lie(b" 409 ", b" 200 ", b"^POST /iam"),
    "refusals.json": Lie(b" 400 ", b" 404 ", b"^POST /whois.*hello$"),
    "refusals.object": Lie(b" 400 ", b" 404 ", b"^POST /whois.*null$"),
    "refusals.fields": Lie(b" 400 ", b" 404 ", b'"Passphrase": 2'),
    "refusals.twice": Lie(b" 400 ", b" 404 ", b'"Passphrase": "a", "Passphrase": "b"'),
    "refusals.passphrase": Lie(b" 400 ", b" 404 ", b"^POST /whois.*x{1025}"),
    "refusals.path": Lie(b" 404 ", b" 307 ", b"^GET /ohai/"),
    "refusals.method": Lie(b" 405 ", b" 404 ", b"^PUT"),
    "refusals.body": Lie(b" 413 ", b" 400 ", b"^POST /obai"),
    "refusals.head": Lie(b" 431 ", b" 400 "),
    "refusals.upgrade": Lie(b" 426 ", b" 400 "),
    "refusals.shape": Lie(b'"Error"', b'"error"', b"^POST /obai"),
    # Identities
    "identities.lifetime": Lie(b'"Expires":"2', b'"Expires":"3', b"^POST /iam(?!.*Timeout)"),
    "identities.bounds": Lie(b" 400 ", b" 200 ", b'"Timeout": 0'),
    "identities.uses": Lie(b" 200 ", b" 404 ", b'"Uses": 2'),
    "identities.spelling": Lie(b" 200 ", b" 404 ", rb"whois.*\\u00e9"),
    "identities.longest": Lie(b" 200 ", b" 400 ", b"^POST /iam.*x{900}"),
    "identities.several": Lie(b'"PublicId":"...', b'"PublicId":"---', b"^POST /whois"),
    # Pages
    "cors.websocket": Lie(
        b" 101 Switching Protocols\r\n",
        b" 403 Forbidden\r\nContent-Length: 0\r\n",  # else its end is waited for
        b"^GET /ws.*Origin",
    ),
    "cors.answers": Lie(b"allow-origin: .", b"allow-origin: null", b"^GET /wuu2.*Origin"),
    "cors.refusals": Lie(b"allow-origin: .", b"allow-origin: null", b"^POST /obai.*Origin"),
    "cors.preflight": Lie(b"DELETE", b"PATCH", b"^OPTIONS"),
    # What a server says of itself to programs
    "contracts.openapi": Lie(b'"version":"0', b'"version":"9', b"^GET /openapi.json"),
    "contracts.asyncapi": Lie(b'"version":"0', b'"version":"9', b"^GET /asyncapi.json"),
    "contracts.routes": Lie(b'"/whois":', b'"/whose":', b"^GET /openapi.json"),
    "contracts.channels": Lie(b'"address":"/ws', b'"address":"/sw', b"^GET /asyncapi.json"),
    # The classic dialect
    "websocket.path": Lie(WELCOMED, b"\\1\x81\x02\x1bX", b"^GET /ws/", times=1),
    "websocket.subprotocol": Lie(WELCOMED, b"\\1\x81\x02\x1bX", b"^GET /ws HTTP"),
    "websocket.wuu2": Lie(b'"Peers":', b'"peers":', b"^GET /ws/"),
    "websocket.iam": Lie(b" 200 ", b" 404 ", b"^POST /whois"),
    "websocket.chlink": Lie(b'(?<=",)"Direct":false', b'"Direct":null ', b"^GET /ws/"),
    "websocket.arguments": Lie(b'"Error":"chlink', b'"error":"chlink', b"^GET /ws/"),
    "websocket.unknown": Lie(PONG, b"\x81\x01?" + PONG, b"\x1bPING"),
    "websocket.order": Lie(
        b'(?s)\x81.{1,3}\x1b\\{"Error"',
        PONG + b"\\g<0>",
        b'\x1biam \\{"PrivateId"',
    ),
    "websocket.whois": Lie(b'"Created":"', b'"created":"', b"^GET /ws/"),
    "websocket.dalink": Lie(b'"Direct":true', b'"Direct":null', b"^GET /ws/"),
    "passthru.header": Lie(b":[^:]{43}:two", OTHER + b"two"),
    "passthru.binary": Lie(b"\x82(..[^:]{43}:\x00\xff)", b"\x81\\1"),
    "passthru.direct": Lie(b"\x81(.)Gr", b"\x81\\1gR"),
    "passthru.echo": Lie(b"echo", b"ohce"),
    "passthru.forged": Lie(b":[^:]{43}::xxx", OTHER + b":xxx"),
    "passthru.connections": Lie(b":[^:]{43}:one$", OTHER + b"one"),
    "passthru.nowhere": Lie(b"Peer not connected", b"Peer is out to tea", b"^GET /ws/"),
    "passthru.order": Lie(b"message 17", b"message 71"),
    "passthru.large": Lie(b"x{1000}", b"y" * 1000),
    "passthru.unlinked": Lie(PONG, b"\x81\x02Hi" + PONG, "^(?!.*chlink).*Grü".encode()),
    # plong.2
    "plong2.welcome": Lie(b'"BufferSize"', b'"BufferSise"'),
    "plong2.subprotocol": Lie(b"(?i)sec-websocket-protocol: plong.2\r\n", b"", b"^GET /ws/"),
    "plong2.wuu2": Lie(b'"Peers":', b'"peers":'),
    "plong2.chlink": Lie(b'"Direct":true', b'"Direct":null'),
    "plong2.dalink": Lie(b'(?<=false,)"Direct":false', b'"Direct":null '),
    "plong2.bad-request": Lie(b'bad-request","Verb":"chlink', b'bad_request","Verb":"chlink'),
    "plong2.order": Lie(b'"whirl"', b'"twirl"'),
    "plong2.iam": Lie(b'"Ok":"iam"', b'"Ok":"IAM"'),
    "plong2.tell": Lie(b'"Ok":"tell"', b'"Ok":"told"'),
    "plong2.unknown": Lie(b"unknown-verb", b"unknown_verb"),
    "plong2.not-connected": Lie(b'not-connected"}', b'not_connected"}'),
    "plong2.tell-refused": Lie(b'not-connected",', b'not_connected",'),
    "plong2.codes": Lie(b"identity-not-found", b"identity_not_found"),
    "plong2.taken": Lie(b"passphrase-taken", b"passphrase_taken"),
    "plong2.too-big": Lie(b"too-big", b"too_big"),
    "events.linked": Lie(b'"Event":"linked"', b'"Event":"linkEd"'),
    "events.unlinked": Lie(b'"Event":"unlinked"', b'"Event":"unlinkEd"'),
    "events.gone": Lie(b'"Event":"gone"', b'"Event":"gonE"'),
    "closes.unknown": Lie(b"\x0f\xa4No such", b"\x0f\xa5No such"),
    "closes.removed": Lie(b"\x0f\xa1Peer rem", b"\x0f\xa0Peer rem"),
    "closes.big": Lie(b"\x88(.)\x03\xf1", b"\x88\\1\x03\xf3"),
    "closes.text": Lie(b"\x88(.)\x03\xef", b"\x88\\1\x03\xea"),
    "closes.frame": Lie(b"\x88(.)\x03\xea", b"\x88\\1\x03\xef"),
    "closes.many": Lie(b"\x0f\xadToo many", b"\x0f\xaeToo many"),
    # PING
    "ping.knock": Lie(b" 204 ", b" 202 ", b"^POST [^ ]+/ping/public"),
    "ping.tokens": Lie(b" 401 ", b" 403 ", b"^POST [^ ]+/ping/user"),
    "ping.malformed": Lie(b'"code":', b'"kode":', b"^POST [^ ]+/ping HTTP"),
    "ping.types": Lie(b" 415 ", b" 400 "),
    "ping.again": Lie(b'"first"', b'"other"', b"^GET [^ ]+/inbox"),
    "ping.paths": Lie(b" 204 ", b" 404 ", b"^POST [^ ]+//ping"),
    "ping.large": Lie(b" 413 ", b" 400 ", b"^POST [^ ]+/ping"),
    "ping.unknown": Lie(b"no-such-ping", b"no_such_ping", b"^GET [^ ]+/outbox"),
    "ping.walk": Lie(b" 409 ", b" 410 ", b"^POST [^ ]+/pull"),
    "ping.outbox": Lie(b" 409 ", b" 204 ", b"^POST [^ ]+/ack"),
    "ping.ignore": Lie(b" 404 ", b" 410 ", b"^POST [^ ]+/pull"),
    "ping.owner": Lie(b" 401 ", b" 403 ", b"^GET [^ ]+/inbox"),
    "ping.masks": Lie(b'"single_pull"', b'"single-pull"'),
    "ping.settings": Lie(b" 400 ", b" 200 ", b"^POST [^ ]+/settings"),
    "ping.pages": Lie(b'rel="next"', b'rel="last"'),
    "ping.anonymous": Lie(b" 404 ", b" 410 ", b"^GET /anon"),
    "ping.event": Lie(b'"Event":"ping"', b'"Event":"pong"'),
    "limits.told": Lie(b'"MaxMessage"', b'"maxmessage"', b"^GET / "),
}
"""Just this row fails, of its way."""

COARSE: Final[Sequence[tuple[str, Lie]]] = (
    ("websocket.ping", Lie(b"\x1bpong", b"\x1bPONG")),
    ("plong2.ping", Lie(b'"Ok":"ping"', b'"Ok":"pong"')),
    ("identities.expiry", Lie(b" 200 ", b" 404 ", b"^POST /whois")),
    ("identities.expiry", Lie(b" 404 ", b" 200 ", b"^POST /whois")),
    ("ping.held", Lie(b"-blocked", b"-blockee", b"^POST [^ ]+/ping ", is_misheard=True)),
    ("ping.held", Lie(b"/at/x{43}", b"", b"^POST [^ ]+/ping ", is_misheard=True)),
)
"""Others of its way fail as well, which rely on the same, or take long whatever happens."""
