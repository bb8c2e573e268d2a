"""LCDP over HTTP: whom the server's node knows."""

from collections.abc import Sequence

from plong import __version__
from plong.config import Config
from plong.contracts.operation import Operation, answer_json
from plong.contracts.samples import ENDPOINT, KEY
from plong.contracts.schema import Schema, shape_of
from plong.contracts.words import LCDP
from plong.endpoints.lcdp.status import status_answer
from plong.hub.swarm.status import ActivePeer, SwarmStatus


def operations(config: Config) -> Sequence[Operation]:
    """Return what there is with ``u`` in the mode."""
    if not config.has("u"):
        return ()
    answer = answer_json("Who the node is and whom it knows.", _schema())
    summary = "Ask for the server's node of LCDP."
    return [
        Operation(
            method="GET",
            path="/status.json",
            name="swarmStatus",
            tag="LCDP",
            summary=summary,
            answers=[answer],
        )
    ]


def _schema() -> Schema:
    answer = status_answer(SwarmStatus(__version__, KEY, 1, 1, (ActivePeer(ENDPOINT, KEY, 0.1),)))
    return shape_of(LCDP, answer, {**answer, "free_disk_bytes": 0})
