"""What plong.2 says unasked."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.conformance.peers import Peer
from plong.conformance.row import Row
from plong.conformance.shapes import Shape, Shapes, exactly
from plong.conformance.sockets import Socket
from plong.conformance.visit import Visit


class _Row(Row):
    needs = "hw"

    async def _pair(self, visit: Visit) -> tuple[Socket, Socket, Sequence[Peer]]:
        """Return connections of Ann's, who is linked to Ben, and of Ben's; and both."""
        ann, ben = await visit.peers.two()
        here, there = await visit.connect_2(ann), await visit.connect_2(ben)
        await here.ask(f"chlink {ben.public_id}", _OK)
        return here, there, (ann, ben)


def _event(name: str, peer: Peer) -> Shapes:
    return {"Event": exactly(name), "PublicId": exactly(peer.public_id)}


class Linked(_Row):
    """linked, when the peer that one is linked to links back."""

    name = "events.linked"
    quote = '| `{"Event":"linked","PublicId"}` |'

    async def _try(self, visit: Visit) -> None:
        here, there, (ann, ben) = await self._pair(visit)
        await there.ask(f"chlink {ann.public_id}", _OK)
        await here.hear_object(_event("linked", ben))


class Unlinked(_Row):
    """unlinked, when it links to somebody else."""

    name = "events.unlinked"
    quote = '| `{"Event":"unlinked","PublicId"}` |'

    async def _try(self, visit: Visit) -> None:
        here, there, (ann, ben) = await self._pair(visit)
        await there.ask(f"chlink {ann.public_id}", _OK)
        await here.hear()
        await there.ask(f"chlink {(await visit.peers.one()).public_id}", _OK)
        await here.hear_object(_event("unlinked", ben))


class Gone(_Row):
    """gone, at once, when its last connection is closed."""

    name = "events.gone"
    quote = '| `{"Event":"gone","PublicId"}` |'

    async def _try(self, visit: Visit) -> None:
        here, there, (_, ben) = await self._pair(visit)
        await there.close()
        await here.hear_object(_event("gone", ben))


_OK: Final[Mapping[str, Shape]] = {"Ok": Shape("the verb", lambda value: value == "chlink")}
ROWS = (
    Linked(),
    Unlinked(),
    Gone(),
)
