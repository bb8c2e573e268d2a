"""What a guess costs, and what its answer tells: whether wrong ones are answered alike."""

import http.client
import itertools
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from statistics import median

from bench.client import HOST, TIMEOUT, Peer, new_peers
from bench.guessing import measure_guessing
from bench.options import Options
from bench.report import FINDINGS_HEADER, Result, progress, verdict
from bench.servers import NO_LIMIT, Server, plong_with

ALIKE_SECONDS = 0.001
"""How far medians of answers may lie apart that must not tell what was wrong."""
SAMPLES = 150
SHORT_LIFE = 1
NOBODY = "A" * 86
"""A PrivateId as nobody has one."""
Ask = Callable[[int], tuple[int, bytes]]
"""Asks with a number that makes the question a new one; returns status and body."""


@dataclass(frozen=True)
class Question:
    """One of several wrong questions that must be answered alike."""

    group: str
    name: str
    ask: Ask


def _asker(server: Server, path: str, make: Callable[[int], Mapping[str, object]]) -> Ask:
    def ask(number: int) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection(HOST, server.port, timeout=TIMEOUT)) as connection:
            connection.request("POST", path, json.dumps(make(number)))
            answer = connection.getresponse()
            return answer.status, answer.read()

    return ask


def _naming(private_id: str) -> Callable[[int], Mapping[str, object]]:
    return lambda _: {"PrivateId": private_id, "Passphrase": "mine"}


def _claim(server: Server, peer: Peer, passphrase: str, more: Mapping[str, object]) -> None:
    body = {"PrivateId": peer.private_id, "Passphrase": passphrase, **more}
    status, answer = _asker(server, "/iam", lambda _: body)(0)
    if status != http.client.OK:
        raise RuntimeError(f"iam was answered {status}: {answer!r}")


def _questions(server: Server) -> Iterator[Question]:
    """Set the scene; yield what is wrong in it."""
    peer = next(new_peers(server, 1))
    _claim(server, peer, "expired", {"Timeout": SHORT_LIFE})
    _claim(server, peer, "used up", {"Uses": 1})
    _asker(server, "/whois", lambda _: {"Passphrase": "used up"})(0)
    time.sleep(SHORT_LIFE)
    whois = {
        "unknown": lambda number: {"Passphrase": f"unknown {number}"},
        "expired": lambda _: {"Passphrase": "expired"},
        "used up": lambda _: {"Passphrase": "used up"},
    }
    for name, body in whois.items():
        yield Question("whois", name, _asker(server, "/whois", body))
    secrets = {"unknown": NOBODY, "malformed": "not an id", "a PublicId": peer.public_id}
    for name, secret in secrets.items():
        yield Question("obai", name, _asker(server, "/obai", _naming(secret)))
        iam = _asker(server, "/iam", _naming(secret))
        yield Question("iam by", name, iam)


def _sample(questions: list[Question]) -> dict[Question, list[float]]:
    """Ask all in turn, again and again; fail if answers differ in more than time."""
    times: dict[Question, list[float]] = {question: [] for question in questions}
    answers: dict[str, set[tuple[int, bytes]]] = {}
    chance = random.Random(1)
    for number in range(SAMPLES):
        for question in chance.sample(questions, len(questions)):
            start = time.perf_counter()
            answer = question.ask(number)
            times[question].append(time.perf_counter() - start)
            answers.setdefault(question.group, set()).add(answer)
    for group, found in answers.items():
        if len(found) > 1:
            raise RuntimeError(f"Wrong questions to {group} are answered differently: {found}")
    return times


def _rows(times: Mapping[Question, list[float]]) -> Iterator[tuple[str, str, str, str]]:
    groups: dict[str, dict[str, list[float]]] = {}
    for question, seconds in times.items():
        groups.setdefault(question.group, {})[question.name] = seconds
    for group, samples in groups.items():
        pairs = itertools.combinations(samples.values(), 2)
        apart = max(abs(_apart(one, other)) for one, other in pairs)
        each = ", ".join(f"{name} {1000 * median(s):.2f}" for name, s in samples.items())
        yield (
            f"{group}: medians in ms of {each}",
            f"{1000 * apart:.2f} ms apart",
            f"< {1000 * ALIKE_SECONDS:.0f} ms",
            verdict(apart < ALIKE_SECONDS),
        )


def _apart(one: list[float], other: list[float]) -> float:
    """Return the median of what lies between samples of the same round: machines get slower."""
    return median(a - b for a, b in zip(one, other, strict=True))


def measure(options: Options) -> Result:
    """Ask wrongly in every way; then guess from one address, and from many."""
    settings = {"PLONG_PASSPHRASE_TRIES": NO_LIMIT, "PLONG_PASSPHRASE_TRIES_TOTAL": NO_LIMIT}
    with plong_with(options.plong, settings) as server:
        rows = list(_rows(_sample(list(_questions(server)))))
    progress("guess: wrong questions asked")
    rows += measure_guessing(options)
    return Result("guess", "What a guess costs", FINDINGS_HEADER, rows, {"rows": rows})
