"""What holds a secret does not show it, wherever it is printed: in an error, or by a debugger."""

import pytest

from plong.config import ConfigError, make_config
from plong.protocol.dialect import Classic
from plong.protocol.handshake import Handshake
from plong.protocol.models import Greeting
from plong.protocol.requests import Claim, Find, Remove
from tests.support.peers import peer_of
from tests.support.post import incoming_of, outgoing_of

CANARY = "canary-of-this-test"
HOLDERS = [
    Greeting(CANARY, peer_of("alice")),
    Claim(CANARY, CANARY.encode(), None, None),
    Find(CANARY.encode()),
    Remove(CANARY),
    Handshake(CANARY, Classic(), None),
    outgoing_of("alice", CANARY, content=CANARY, token=CANARY),
    incoming_of("alice", CANARY),
    make_config({"owner_token": CANARY}),
]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_what_holds_a_secret_does_not_show_it(holder: object) -> None:
    assert CANARY not in repr(holder)
    assert type(holder).__name__ in repr(holder)


def test_a_wrong_secret_in_the_settings_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        make_config({"owner_token": f"{CANARY} with a blank"})
    assert CANARY not in str(caught.value)
