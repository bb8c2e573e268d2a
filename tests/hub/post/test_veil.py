"""Asking anonymous senders: what is passed on, and that nothing else is."""

import json

import pytest

from plong.hub.post.couriers import Couriers
from plong.protocol.ping.errors import Gone, NoSuchPing, SenderFailed
from plong.protocol.ping.models import Outgoing, SenderState
from plong.protocol.ping.outbox import outbox_answer
from plong.store.post.names import key_of_outgoing
from tests.support.town import SOURCE, Branch, Fate, Town


class Hidden:
    """A sender at ``there``, or in the house itself, behind ``here``."""

    def __init__(self, town: Town, there: str, **settings: object) -> None:
        self.town = town
        self.here = Branch(town, "here.example", **settings)
        self.there = self.here if there == "here.example" else Branch(town, there)
        self.proxy = self.here.office.anonymous

    async def sends(self, content: str = "Rain.") -> tuple[str, Outgoing]:
        """Return the seal and the ping."""
        row = await self.there.send("", "https://target.example", content)
        address = self.here.office.seals.address_for(row.origin, row.ping_id)
        return address.rpartition("/")[2], row

    async def state(self, row: Outgoing) -> SenderState:
        return (await self.there.post.outbox.get(key_of_outgoing(row))).state


@pytest.fixture(params=["there.example", "here.example"])
def hidden(town: Town, request: pytest.FixtureRequest) -> Hidden:
    return Hidden(town, request.param)


@pytest.fixture
def far(town: Town) -> Hidden:
    return Hidden(town, "there.example")


async def test_content_is_fetched_and_acknowledged_at_the_true_origin(hidden: Hidden) -> None:
    sealed, row = await hidden.sends()
    reply = await hidden.proxy.fetch(sealed, row.ping_id, SOURCE)
    assert (reply.status, json.loads(reply.body)) == (200, outbox_answer(row))
    assert await hidden.proxy.acknowledge(sealed, row.ping_id, SOURCE) == 204
    assert await hidden.state(row) is SenderState.ACKNOWLEDGED
    reply = await hidden.proxy.fetch(sealed, row.ping_id, SOURCE)
    assert (reply.status, reply.body) == (410, b"")
    assert await hidden.proxy.look(sealed, row.ping_id, SOURCE) == 410


async def test_a_look_moves_nothing(hidden: Hidden) -> None:
    sealed, row = await hidden.sends()
    assert await hidden.proxy.look(sealed, row.ping_id, SOURCE) == 200
    assert await hidden.state(row) is SenderState.PING_EXISTS
    assert await hidden.proxy.acknowledge(sealed, row.ping_id, SOURCE) == 409


async def test_in_the_house_nothing_goes_over_the_wire(town: Town) -> None:
    hidden = Hidden(town, "here.example")
    sealed, row = await hidden.sends()
    await hidden.proxy.fetch(sealed, row.ping_id, SOURCE)
    assert town.asked == []


async def test_no_other_ping_is_served(hidden: Hidden) -> None:
    sealed, _ = await hidden.sends()
    _, other = await hidden.sends()
    proxy = hidden.proxy
    for ask in (proxy.fetch, proxy.look, proxy.acknowledge):
        with pytest.raises(NoSuchPing):
            await ask(sealed, other.ping_id, SOURCE)
        with pytest.raises(NoSuchPing):
            await ask("x", other.ping_id, SOURCE)
    assert hidden.town.asked == []


async def test_after_its_end_nobody_is_asked(hidden: Hidden) -> None:
    sealed, row = await hidden.sends()
    hidden.town.clock.time += hidden.here.config.ping_max_age + 1
    proxy = hidden.proxy
    for ask in (proxy.fetch, proxy.look, proxy.acknowledge):
        with pytest.raises(Gone):
            await ask(sealed, row.ping_id, SOURCE)
    assert hidden.town.asked == []


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.UNANSWERED])
async def test_a_failure_does_not_tell_where_the_sender_is(far: Hidden, fate: Fate) -> None:
    sealed, row = await far.sends()
    proxy = far.proxy
    for ask in (proxy.fetch, proxy.look, proxy.acknowledge):
        far.town.fates.append(fate)
        with pytest.raises(SenderFailed) as failed:
            await ask(sealed, row.ping_id, SOURCE)
        assert str(failed.value) == "The sender cannot be reached."
        assert failed.value.__suppress_context__


@pytest.mark.parametrize("status", [204, 302, 404, 500])
async def test_another_status_comes_without_a_body(far: Hidden, status: int) -> None:
    sealed, row = await far.sends()
    for path in ("", "/ack"):
        far.town.statuses[f"{row.origin}/outbox/{row.ping_id}{path}"] = status
    reply = await far.proxy.fetch(sealed, row.ping_id, SOURCE)
    assert (reply.status, reply.body) == (status, b"")
    assert await far.proxy.look(sealed, row.ping_id, SOURCE) == status
    assert await far.proxy.acknowledge(sealed, row.ping_id, SOURCE) == status


async def test_what_is_no_status_is_a_failure(far: Hidden) -> None:
    sealed, row = await far.sends()
    far.town.statuses[f"{row.origin}/outbox/{row.ping_id}"] = 999
    proxy = far.proxy
    for ask in (proxy.fetch, proxy.look):
        with pytest.raises(SenderFailed):
            await ask(sealed, row.ping_id, SOURCE)


async def test_what_is_no_content_is_a_failure(far: Hidden) -> None:
    sealed, row = await far.sends()
    far.town.statuses[f"{row.origin}/outbox/{row.ping_id}"] = 200
    with pytest.raises(SenderFailed):
        await far.proxy.fetch(sealed, row.ping_id, SOURCE)


async def test_a_content_that_is_too_big_for_our_own_is_a_failure(town: Town) -> None:
    hidden = Hidden(town, "there.example", ping_content=4)
    sealed, row = await hidden.sends()
    with pytest.raises(SenderFailed):
        await hidden.proxy.fetch(sealed, row.ping_id, SOURCE)


async def test_nobody_has_the_server_ask_its_own_machine(town: Town) -> None:
    here = Branch(town)
    here.world = type(here.world)(
        here.clock,
        here.world.entropy,
        here.world.jitter,
        Couriers(for_node=Town(), for_peers=town),
        here.world.sealer,
    )
    await here.kill()
    sealed = here.office.seals.address_for("http://localhost:1", "p").rpartition("/")[2]
    with pytest.raises(SenderFailed):
        await here.office.anonymous.fetch(sealed, "p", SOURCE)
    assert town.asked == [("GET", "http://localhost:1/outbox/p", None)]
