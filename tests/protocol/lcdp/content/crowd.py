"""Who may be asked for one file, drawn from a number: liars, mortals, and one that is honest."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from plong.protocol.lcdp.models import Content, PleaseSendContent
from tests.protocol.lcdp.content.path import Answer, Path, Swarm, honest, liar, silent

MOST_OTHERS: Final = 6


def mortal(answer: Answer, answers: int) -> Answer:
    """Answer so often, then never again."""
    return _by_count(answer, lambda count: count < answers)


def moody(answer: Answer, answers: int, pause: int) -> Answer:
    """Answer so often, then pass over so many questions, and so on."""
    return _by_count(answer, lambda count: count % (answers + pause) < answers)


def late(answer: Answer, passed_over: int) -> Answer:
    """Pass over so many questions at first, as a server that still reads its files."""
    return _by_count(answer, lambda count: count >= passed_over)


def short(answer: Answer) -> Answer:
    """Give half of each block."""

    def shortened(asked: PleaseSendContent) -> Content | None:
        content = answer(asked)
        return content and replace(content, data=content.data[: len(content.data) // 2])

    return shortened


def sizeless(answer: Answer) -> Answer:
    """Never say how large the file is."""

    def without(asked: PleaseSendContent) -> Content | None:
        content = answer(asked)
        return content and replace(content, eof=None)

    return without


def crowd(data: bytes, seed: int) -> Swarm:
    """Return a fetch from one honest server, which is called last, and from some that are not."""
    chance = Random(seed)
    others = [_other(data, chance) for _ in range(chance.randint(0, MOST_OTHERS))]
    calm = Path(chance.uniform(0.001, 0.3), chance.choice((0.0, 0.1)), chance.choice((0.0, 0.1)))
    servers = [*others, (late(honest(data), chance.randint(0, 3)), calm)]
    chance.shuffle(servers)
    return Swarm(data, servers, seed=seed)


def _other(data: bytes, chance: Random) -> tuple[Answer, Path]:
    """Return somebody of whom nothing good is to be hoped."""
    another = data + bytes(8192) if chance.random() < 0.5 else data[: len(data) // 2]
    says = chance.choice((honest(data), liar(data), honest(another), liar(another)))
    answers, pause = chance.randint(0, 40), chance.randint(4, 100)
    life = chance.choice((says, mortal(says, answers), moody(says, answers + 1, pause), silent))
    manner = chance.choice((life, life, life, short(life), sizeless(life)))
    path = Path(delay=chance.choice((0.0001, 0.02, 3.0)), loss=chance.choice((0.0, 0.1, 0.6)))
    return manner, replace(path, rate=chance.choice((5e6, 5e6, 3e3, 3e2)))


def _by_count(answer: Answer, speaks: Callable[[int], bool]) -> Answer:
    count = -1

    def counted(asked: PleaseSendContent) -> Content | None:
        nonlocal count
        count += 1
        return answer(asked) if speaks(count) else None

    return counted
