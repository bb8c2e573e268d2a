"""The browsers' bridge, through both skins: what is said and heard there."""

import json
import re

import pytest

from tests.support.bridge import SETTINGS, Bridge, bridged, greeted, hear_frame, open_bridge
from tests.support.server import Server
from tests.support.skins import Skin
from tests.support.talk import hear_close

HEX = re.compile(r"[0-9a-f]{64}")


async def test_the_first_word_is_the_key(skin: Skin) -> None:
    async with skin(**SETTINGS) as server:
        for path in ("/wt", "/wt/"):
            async with open_bridge(server, path) as connection:
                [word] = await hear_frame(connection)
                assert list(word) == ["YourEd25519"]
                assert HEX.fullmatch(word["YourEd25519"]["ed25519"])


async def test_two_programs_tell_each_other_by_key(skin: Skin) -> None:
    async with skin(**SETTINGS) as server, bridged(server) as ann, bridged(server) as ben:
        await ann.tell(ben.key, {"ChatMessage": {"message": "Hi"}})
        heard = await ben.hears_from(ann.key)
        assert {"ChatMessage": {"message": "Hi"}} in json.loads(heard["messages"])
        assert heard["might_be_ip_spoofing"] is False
        await ben.tell(ann.key, {"ChatMessage": {"message": "Yo"}})
        heard = await ann.hears_from(ben.key)
        assert {"ChatMessage": {"message": "Yo"}} in json.loads(heard["messages"])
