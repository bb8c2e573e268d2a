"""A browser's node: what it is asked, what it says to whom, what it passes on."""

import asyncio
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.hub.swarm.pending import MAX_MESSAGES, PATIENCE
from plong.hub.swarm.sender import INTRODUCED_FOR
from plong.hub.swarm.tenant import MAX_FORWARDS, SEALING_EFFORT
from plong.protocol.lcdp.models import Endpoint
from tests.support.swarm import Swarm, make_crypto, make_node
from tests.support.tenant import SimulatedTenant, run

SERVER = Endpoint("127.0.0.1", 24254)
VICTIM = Endpoint("192.0.2.66", 24254)
NOBODY = make_crypto(999).key.hex()
NOT_FOUND = "Nobody was found who has this key."


def chat(text: str) -> dict[str, dict[str, str]]:
    return {"ChatMessage": {"message": text}}


def key_of(number: int) -> str:
    return make_crypto(number).key.hex()


def said_by(number: int, tenant: SimulatedTenant) -> list[str]:
    """Return the lines that a key has said to a browser."""
    return [
        message["ChatMessage"]["message"]
        for heard in tenant.hears("Forwarded")
        if heard["from_ed25519"] == key_of(number)
        for message in json.loads(heard["messages"])
        if "ChatMessage" in message
    ]


class Town:
    """A server's node and tenants who know it."""

    def __init__(self, *numbers: int, seed: int = 0) -> None:
        self.network = Swarm(seed)
        self.network.add(SERVER, make_node(1))
        self.tenants = [SimulatedTenant(self.network, number, SERVER) for number in numbers]

    def run(self, seconds: float) -> None:
        run(self.network, seconds, *self.tenants)


async def test_the_key_is_said_first_and_before_anybody_asks() -> None:
    [ann] = Town(2).tenants
    assert ann.frames == [[{"YourEd25519": {"ed25519": key_of(2)}}]]
    assert ann.tenant.key.hex() == key_of(2)


async def test_what_is_for_a_key_nobody_knows_yet_waits_until_it_is_found() -> None:
    town = Town(2, 3)
    ann, ben = town.tenants
    town.run(3)  # both know the server, and not each other
    for text in ("1", "2"):
        ann.forward(chat(text), to_ed25519=key_of(3))
    assert said_by(2, ben) == []
    town.run(5)
    assert sorted(said_by(2, ben)) == ["1", "2"]
    ann.forward(chat("3"), to_ed25519=key_of(3))  # now at once
    town.run(1)
    assert said_by(2, ben)[-1] == "3"
    assert ann.hears("NotForwarded") == []


async def test_who_is_known_from_others_is_met_first_and_told_who_speaks() -> None:
    town = Town(2, 3)
    ben = town.tenants[1]
    town.run(4)
    cat = SimulatedTenant(town.network, 4)
    town.tenants.append(cat)
    known = town.network.nodes[SERVER].keyring.rows()
    peers = [replace(row, cookie=None) for row in town.network.nodes[SERVER].peers.rows()]
    cat.runner.node.peers.restore(peers, town.network.now)
    cat.runner.node.keyring.restore(known)
    cat.forward(chat("1"), to_ed25519=key_of(3))
    cat.forward(chat("2"), src=str(ben.endpoint))
    assert all(b"WhereAreThey" in datagram.data for datagram in cat.runner.sent)
    assert [refused["src"] for refused in cat.hears("NotForwarded")] == [str(ben.endpoint)]
    town.run(3)
    assert said_by(4, ben) == ["1"]


async def test_a_receiver_is_told_now_and_then_who_encrypts() -> None:
    town = Town(2, 3)
    ann, ben = town.tenants
    ann.forward(chat("1"), to_ed25519=key_of(3))
    town.run(6 + INTRODUCED_FOR)
    before = len(ann.runner.sent)
    for _ in range(2):
        ann.forward(chat("2"), to_ed25519=key_of(3))
    town.run(INTRODUCED_FOR)
    ann.forward(chat("3"), to_ed25519=key_of(3))
    sent = ann.runner.sent[before:]
    assert {datagram.to for datagram in sent} == {ben.endpoint}
    kinds = ["Encrypted" if b"EncryptedMessages" in one.data else "MyKey" for one in sent]
    assert kinds == ["MyKey", "Encrypted", "Encrypted", "MyKey", "Encrypted"]
    assert key_of(2).encode() in sent[0].data


async def test_what_is_for_a_key_whose_owner_is_no_peer_any_more_waits_too() -> None:
    town = Town(2, 3)
    ann, ben = town.tenants
    ann.forward(chat("1"), to_ed25519=key_of(3))
    town.run(6)
    ann.runner.node.peers.forget(ben.endpoint)
    ann.forward(chat("2"), to_ed25519=key_of(3))
    assert ann.hears("NotForwarded") == []
    town.run(PATIENCE + 1)
    assert [refused["reason"] for refused in ann.hears("NotForwarded")] == [NOT_FOUND]


async def test_a_signed_message_can_be_shown_to_others() -> None:
    town = Town(2, 3)
    ann, ben = town.tenants
    ann.forward(chat("1"), to_ed25519=key_of(3), sign=True)
    town.run(8)
    layers = [heard for heard in ben.hears("Forwarded") if heard["from_ed25519"] == key_of(2)]
    assert any("SignedMessage" in heard["messages"] for heard in layers)
    assert said_by(2, ben) == ["1"]


async def test_what_is_for_nobody_is_told_after_a_while_once_each() -> None:
    town = Town(2)
    [ann] = town.tenants
    for text in ("1", "2"):
        ann.forward(chat(text), to_ed25519=NOBODY)
    town.run(PATIENCE - 1)
    assert ann.hears("NotForwarded") == []
    town.run(20)
    refused = {"to_ed25519": NOBODY, "src": None, "reason": NOT_FOUND}
    assert ann.hears("NotForwarded") == [refused, refused]
    assert ann.tenant._timer is None  # nobody is looked for any more


async def test_only_so_much_waits() -> None:
    [ann] = Town(2).tenants
    for number in range(MAX_MESSAGES + 1):
        ann.forward(chat(str(number)), to_ed25519=NOBODY)
    [refused] = ann.hears("NotForwarded")
    assert refused["reason"] == "Too many messages wait for keys that are not found."


async def test_nothing_is_said_to_an_address_that_has_proved_nothing() -> None:
    town = Town(2)
    [ann] = town.tenants
    town.run(3)
    ann.forward(chat("1"), src=str(VICTIM))
    town.run(3)
    assert VICTIM not in town.network.received
    [refused] = ann.hears("NotForwarded")
    assert refused["reason"] == f"Nobody has proved to be at {VICTIM}."
    ann.forward({"PleaseReturnThisMessage": {"cookie": "7"}}, src=str(SERVER))
    town.run(1)
    texts = [heard["messages"] for heard in ann.hears("Forwarded")]
    assert any('{"ReturnedMessage":{"cookie":"7"}}' in text for text in texts)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "Forward needs to_ed25519 or src."),
        (
            {"messages": [{"A": {}, "B": {}}], "src": str(SERVER)},
            "The array has something that is no object with one name and an object.",
        ),
        (
            {"messages": [{"ChatMessage": {"message": "x" * 49_500}}], "to_ed25519": key_of(1)},
            "It has 49577 bytes; encrypted it fits no datagram.",
        ),
    ],
)
async def test_what_cannot_be_sent_is_told(fields: dict[str, object], reason: str) -> None:
    town = Town(2)
    [ann] = town.tenants
    town.run(4)
    ann.say({"Forward": {"messages": [], **fields}})
    assert [refused["reason"] for refused in ann.hears("NotForwarded")] == [reason]


async def test_a_frame_has_only_so_many_forwards() -> None:
    [ann] = Town(2).tenants
    forward = {"Forward": {"messages": [], "src": str(VICTIM)}}
    assert ann.say(*[forward] * (MAX_FORWARDS + 2)) == MAX_FORWARDS
    reasons = [refused["reason"] for refused in ann.hears("NotForwarded")]
    assert reasons.count(f"A frame may have {MAX_FORWARDS} Forwards.") == 2


async def test_a_frame_costs_what_its_work_is() -> None:
    [ann] = Town(2).tenants
    assert ann.say() == 0
    assert ann.say({"Forward": {"messages": [], "src": str(VICTIM)}}) == 1
    assert ann.say({"Forward": {"messages": [], "to_ed25519": NOBODY}}) == SEALING_EFFORT
    assert ann.tenant.receive(b"{}") is None


async def test_questions_are_answered_in_one_frame() -> None:
    [ann] = Town(2).tenants
    ann.say({"PleaseReturnThisMessage": {"cookie": "1"}}, {"PleaseSendPeers": {}})
    returned, *others = ann.frames[1]
    assert returned == {"ReturnedMessage": {"cookie": "1"}}
    assert {"MyPublicKey": {"ed25519h": key_of(2)}} in others
    assert len(ann.frames) == 2


async def test_a_tenant_can_be_held_and_ends_once() -> None:
    [ann] = Town(2).tenants
    ann.tenant.pause()
    assert not ann.runner.fake_socket.is_reading
    ann.tenant.resume()
    assert ann.runner.fake_socket.is_reading
    ann.forward(chat("1"), to_ed25519=NOBODY)
    timer = ann.tenant._timer
    for _ in range(2):
        ann.tenant.close()
    assert ann.runner.is_closed
    assert ann.closed == 1
    assert timer is not None
    assert timer.cancelled()
    before = len(ann.frames), len(ann.runner.sent)
    ann.forward(chat("2"), src=str(VICTIM))
    ann.say({"PleaseSendPeers": {}})
    assert (len(ann.frames), len(ann.runner.sent)) == before


# Whatever a browser says

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from([NOBODY]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
addresses = st.sampled_from([str(VICTIM), str(SERVER), "[2001:db8::66]:1", "127.0.0.1:24254"])
keys = st.sampled_from([NOBODY, key_of(1), key_of(2), "0" * 64, "x"])
messages = st.one_of(
    st.fixed_dictionaries(
        {
            "Forward": st.fixed_dictionaries(
                {"messages": st.lists(values, max_size=3)},
                optional={"src": addresses, "to_ed25519": keys, "sign": values},
            )
        }
    ),
    st.fixed_dictionaries({"Peers": st.fixed_dictionaries({"peers": st.lists(addresses)})}),
    st.fixed_dictionaries(
        {"Forwarded": st.fixed_dictionaries({"src": addresses, "messages": st.text()})}
    ),
    st.fixed_dictionaries({"WhereAreThey": st.fixed_dictionaries({"ed25519h": keys})}),
    st.dictionaries(st.text(), values, max_size=2),
    values,
)


@given(st.lists(st.lists(messages, max_size=4), max_size=6))
def test_a_browser_sends_nothing_to_strangers_whatever_it_says(frames: list[object]) -> None:
    async def scene() -> None:
        town = Town(2)
        [ann] = town.tenants
        town.run(3)
        before = len(ann.runner.sent)
        for frame in frames:
            ann.tenant.receive(json.dumps(frame).encode())
            town.run(1)
        town.run(12)
        assert {datagram.to for datagram in ann.runner.sent[before:]} <= {SERVER}
        assert VICTIM not in town.network.received
        assert ann.tenant._timer is None

    asyncio.run(scene())


@given(st.binary() | st.text().map(str.encode) | values.map(lambda it: json.dumps(it).encode()))
def test_nothing_that_a_browser_says_is_raised(text: bytes) -> None:
    async def scene() -> None:
        [ann] = Town(2).tenants
        effort = ann.tenant.receive(text)
        assert effort is None or effort >= 0

    asyncio.run(scene())


@given(
    st.lists(st.tuples(st.integers(2, 4), st.integers(2, 4), st.booleans()), max_size=12),
    st.integers(0, 9),
)
def test_what_one_hears_never_reaches_another(
    lines: list[tuple[int, int, bool]], seed: int
) -> None:
    async def scene() -> None:
        town = Town(2, 3, 4, seed=seed)
        town.run(3)
        for number, (sender, receiver, sign) in enumerate(lines):
            speaker = town.tenants[sender - 2]
            speaker.forward(chat(f"line {number}."), to_ed25519=key_of(receiver), sign=sign)
            town.run(0.5)
        town.run(8)
        for number, (sender, receiver, _) in enumerate(lines):
            for place, tenant in enumerate(town.tenants):
                is_heard = f"line {number}." in json.dumps(tenant.frames)
                assert is_heard == (place + 2 == receiver != sender)

    asyncio.run(scene())
