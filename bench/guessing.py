"""Guesses as fast as they are answered, from one address and from many; somebody honest beside."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from statistics import median

from bench.client import HOST, TIMEOUT
from bench.options import Options
from bench.report import progress
from bench.servers import Server, plong_with

MANY = 200
THREADS = 8
SECONDS = 12.0
HONEST = "127.0.2.1"
PATIENCE = 10
"""How often somebody honest asks again who is told to wait."""


@dataclass
class Attack:
    """What was answered: to guesses, and to who only wants to find a friend."""

    answers: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    refused: int = 0


def _whois(server: Server, source: str, passphrase: str) -> tuple[int, float]:
    """Ask from an address of loopback; return the status, and when to ask again if refused."""
    with closing(
        http.client.HTTPConnection(HOST, server.port, timeout=TIMEOUT, source_address=(source, 0))
    ) as connection:
        connection.request("POST", "/whois", json.dumps({"Passphrase": passphrase}))
        answer = connection.getresponse()
        answer.read()
        return answer.status, float(answer.headers.get("Retry-After", 0))


def _guess(server: Server, sources: Sequence[str], attack: Attack, until: float) -> None:
    number = 0
    while time.monotonic() < until:
        source = sources[number % len(sources)]
        status, _ = _whois(server, source, f"guess {threading.get_ident()} {number}")
        attack.answers[status] += 1
        number += 1


def _ask_honestly(server: Server, attack: Attack, until: float) -> None:
    """Ask once a second, and again when one is told to; note how long an answer took."""
    while time.monotonic() < until:
        start = time.monotonic()
        for _ in range(PATIENCE):
            status, retry_after = _whois(server, HONEST, "my friend")
            if status != http.client.TOO_MANY_REQUESTS:
                break
            attack.refused += 1
            time.sleep(min(retry_after, 1))
        attack.waits.append(time.monotonic() - start)
        time.sleep(1)


def _attack(server: Server, sources: Sequence[str]) -> Attack:
    attack, until = Attack(), time.monotonic() + SECONDS
    shares = [sources[number::THREADS] or sources for number in range(THREADS)]
    threads = [
        threading.Thread(target=_guess, args=(server, share, attack, until)) for share in shares
    ]
    threads.append(threading.Thread(target=_ask_honestly, args=(server, attack, until)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return attack


def measure_guessing(options: Options) -> Iterator[tuple[str, str, str, str]]:
    """Attack twice, each time a fresh server with its default limits."""
    attackers = {
        "one address": ["127.0.1.1"],
        f"{MANY} addresses": [f"127.0.1.{number + 1}" for number in range(MANY)],
    }
    for name, sources in attackers.items():
        with plong_with(options.plong, {}) as server:
            attack = _attack(server, sources)
        progress(f"guess: attacked from {name}: {dict(attack.answers)}")
        guessed = attack.answers[http.client.NOT_FOUND]
        yield (
            f"guesses from {name} that were answered, in {SECONDS:.0f} s",
            f"{guessed} of {attack.answers.total()}",
            "",
            "",
        )
        yield (
            f"an honest whois meanwhile (refused first: {attack.refused})",
            f"median {1000 * median(attack.waits):.0f} ms, longest {max(attack.waits):.1f} s",
            "",
            "",
        )
