"""Questions and answers but for one cookie, which whoever measures round trips changes each time.

Rule: whatever plain cookie stands in its place, the JSON around it means the same.
"""

import re
from typing import Final, NamedTuple

from plong.protocol.lcdp.cookies import own_cookie
from plong.protocol.lcdp.framing import Messages
from plong.protocol.lcdp.models import PleaseReturnThisMessage, ReturnedMessage
from plong.protocol.lcdp.writing import write_message

Question = bytes | tuple[bytes, bytes, int]
"""A datagram; of one that wants a plain cookie back, what is around that, and its length."""


class Around(NamedTuple):
    """An answer without the cookie that it returns."""

    question: Question
    before: bytes
    after: bytes


def take_apart(data: bytes) -> tuple[Question, bytes]:
    """Return a datagram without the plain cookie that it wants returned, and that cookie.

    The cookie is empty, and the datagram whole, where there is none, or more than one.
    """
    parts = _ASKED.split(data, 2)
    if len(parts) != _PARTS:
        return data, b""
    before, cookie, after = parts
    return (before, after, len(cookie)), cookie


def around_echo(data: bytes, messages: Messages, answer: bytes) -> Around | None:
    """Return what is the same in every answer to a datagram; None: that is not certain.

    Args:
        data: what is answered.
        messages: what it says; the answer to them depends on nothing else.
        answer: to the byte.
    """
    question, echo = take_apart(data)
    if not echo:
        return Around(question, answer, b"")
    head, tail = _RETURNED
    before, found, after = answer.partition(head + echo + tail)
    if not found or head in before or head in after or not _asks_once(data, messages):
        return None
    return Around(question, before + head, tail + after)


def _asks_once(data: bytes, messages: Messages) -> bool:
    """Tell whether it is the cookie found by `take_apart` that is returned, and no other one.

    Names can be spelled with escapes, and stand where they mean nothing.
    """
    asked = sum(type(one) is PleaseReturnThisMessage for one in messages)
    return asked == data.count(_NAME) == 1 and b"\\" not in data


_ASKED: Final = re.compile(rb'\{"PleaseReturnThisMessage":\{"cookie":"([\w.-]{1,64})"\}\}')
_PARTS: Final = 3
_NAME: Final = PleaseReturnThisMessage.name.encode()
_RETURNED: Final = write_message(ReturnedMessage(own_cookie("#"))).split(b"#")
