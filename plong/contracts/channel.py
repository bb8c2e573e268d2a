"""One WebSocket path: what is said there, and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plong.contracts.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a client may say, and what it hears for it."""

    messages: Sequence[Message]
    replies: Sequence[Message] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One kind of connection."""

    name: str
    path: str
    summary: str
    headers: Mapping[str, object] = field(default_factory=dict)
    """What the upgrade must have beside what RFC 6455 wants, by name."""
    questions: Mapping[str, Question]
    """By name."""
    told: Mapping[str, Sequence[Message]]
    """What the server says unasked, by name."""

    @property
    def messages(self) -> Sequence[Message]:
        """Everything that is said, each once."""
        asked = [one for ask in self.questions.values() for one in (*ask.messages, *ask.replies)]
        told = [one for messages in self.told.values() for one in messages]
        return list({message.name: message for message in (*asked, *told)}.values())
