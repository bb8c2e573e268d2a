"""What every kind of target of ``plong ping`` has in common."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from statistics import fmean, pstdev
from typing import Final

from plong.commands.exits import DONE, FAILED
from plong.commands.report import Report

Ask = Callable[[], Awaitable[float]]
"""Asks once; returns the seconds until the answer came. Waits for ever if none comes, or `Lost`."""

_LINGER: Final = 2.0
"""Seconds that the last answers are waited for."""


class Lost(Exception):
    """One question has no answer, others may have. ``str(lost)`` says why, in a few words."""


@dataclass(frozen=True)
class Goal:
    """Who is asked."""

    name: str
    """What it is called."""
    ask: Ask
    title: str = ""
    """What it is called at first, with what is known of it; empty: as always."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What is known of it, for programs."""

    def begin(self, report: Report) -> None:
        """Say who is asked."""
        report.remark(f"PING {self.title or self.name}")
        if self.facts:
            report.show("reached", target=self.name, **self.facts)


class Series:
    """Asks one target, and counts.

    Args:
        goal: who is asked.
        report: is told of each answer.
    """

    def __init__(self, goal: Goal, report: Report) -> None:
        self._target = goal.name
        self._ask = goal.ask
        self._report = report
        self._sent = 0
        self._took: list[float] = []

    async def run(self, most: int | None, interval: float) -> None:
        """Ask so often; None: for good. Raise what asking does."""
        try:
            await self._run(most, interval)
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _run(self, most: int | None, interval: float) -> None:
        async with asyncio.TaskGroup() as group:
            asked = set[asyncio.Task[None]]()
            while most is None or self._sent < most:
                self._sent += 1
                asked.add(group.create_task(self._ask_once(self._sent)))
                if self._sent != most:
                    await asyncio.sleep(interval)
                asked = {task for task in asked if not task.done()}
            if asked:
                await asyncio.wait(asked, timeout=_LINGER)
            for task in asked:
                task.cancel()

    async def _ask_once(self, number: int) -> None:
        try:
            seconds = await self._ask()
        except Lost as lost:
            line = f"no answer from {self._target}: seq={number} ({lost})"
            self._report.result(line, "lost", target=self._target, seq=number, why=str(lost))
            return
        self._took.append(seconds)
        ms = seconds * 1000
        line = f"answer from {self._target}: seq={number} time={ms:.3f} ms"
        self._report.result(line, "answer", target=self._target, seq=number, ms=round(ms, 3))

    def conclude(self) -> int:
        """Say how it went; return the exit code."""
        sent, came = self._sent, len(self._took)
        lost = (sent - came) / sent if sent else 0.0
        if self._report.is_json:
            self._report.show(
                "statistics", transmitted=sent, received=came, loss=lost, **self._round_trips()
            )
            return DONE if came else FAILED
        self._report.result(f"--- {self._target} ping statistics ---", "statistics")
        words = f"{sent} transmitted, {came} received, {lost:.0%} loss"
        self._report.result(words, "statistics")
        if not came:
            self._report.remark(f"Nothing at {self._target} answers; is it right, and running?")
        else:
            numbers = "/".join(f"{ms:.3f}" for ms in self._round_trips().values())
            self._report.result(f"rtt min/avg/max/mdev = {numbers} ms", "statistics")
        return DONE if came else FAILED

    def _round_trips(self) -> dict[str, float]:
        """Return milliseconds; nothing where nothing was answered."""
        took = [seconds * 1000 for seconds in self._took]
        if not took:
            return {}
        return {"min": min(took), "avg": fmean(took), "max": max(took), "mdev": pstdev(took)}
