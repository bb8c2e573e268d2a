"""Lines that ask the program, not the person who reads them. docs/wire/lcdp.md.

Rule 1: only who has proved his address is answered, there and nowhere else.
Rule 2: an answer is never a question, so no two programs answer each other for ever.
"""

from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Final

from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.hearing import Hearing
from plong.protocol.lcdp.layers import Layer
from plong.protocol.lcdp.models import ChatMessage, Endpoint
from plong.protocol.lcdp.parts import Parts
from plong.protocol.lcdp.speaking import Speaker

PING: Final = "/ping"
VERSION: Final = "/version"
MAX_VERSION: Final = 64
"""Characters of the version that are said."""


class ChatCommands:
    """Answers each of the two lines once in a datagram.

    Args:
        parts: whose key is where, and the version.
        hearing: knows whose word a line is.
        speaker: says the answers.
    """

    def __init__(self, parts: Parts, hearing: Hearing, speaker: Speaker) -> None:
        self._keyring = parts.keyring
        self._hearing = hearing
        self._speaker = speaker
        version = ChatMessage(f"VERSION Plong {parts.choices.version[:MAX_VERSION]}".rstrip())
        self._answers = MappingProxyType({PING: ChatMessage("PONG"), VERSION: version})

    def answer(
        self, layers: Iterable[Layer], source: Endpoint, may_work: Callable[[], bool]
    ) -> list[Datagram]:
        """Return the answers to a verified datagram's lines, encrypted if a key is known for sure.

        Args:
            layers: what it says.
            source: where it came from.
            may_work: whether one more message may be encrypted; counts it.
        """
        asked = dict(self._asked(layers, source))
        return [
            answer
            for text, key in asked.items()
            for answer in self._say(self._answers[text], key, source, may_work)
        ]

    def _asked(
        self, layers: Iterable[Layer], source: Endpoint
    ) -> Iterator[tuple[str, bytes | None]]:
        """Yield the lines with the keys of who says them; None: that is not known for sure."""
        for layer in layers:
            for message in layer.messages:
                if isinstance(message, ChatMessage) and message.message in self._answers:
                    yield message.message, self._key(layer, source)

    def _key(self, layer: Layer, source: Endpoint) -> bytes | None:
        """Return the proven key that somebody there has; None: he has none, or several do."""
        there = [key for key in self._keyring.keys_at(source) if self._is_proven(key)]
        if layer.key is not None:
            there = [key for key in there if key == self._hearing.credited(layer, source)]
        return there[0] if len(there) == 1 else None

    def _is_proven(self, key: bytes) -> bool:
        known = self._keyring.find(key)
        return known is not None and known.is_proven

    def _say(
        self, line: ChatMessage, key: bytes | None, to: Endpoint, may_work: Callable[[], bool]
    ) -> list[Datagram]:
        if key is None:
            return self._speaker.say(to, [line])
        return self._speaker.tell(key, [line]) if may_work() else []
