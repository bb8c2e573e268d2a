"""A command that is ended says goodbye first, whatever ends it, and how often."""

import asyncio

import pytest

from plong.commands.stopping import to_the_end


class Goodbye:
    """Takes until it is let go on."""

    def __init__(self) -> None:
        self.is_begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.is_said = False

    async def say(self) -> None:
        self.is_begun.set()
        await self.may_end.wait()
        self.is_said = True


async def test_a_goodbye_goes_on_though_its_command_is_cancelled() -> None:
    goodbye = Goodbye()
    command = asyncio.create_task(to_the_end(goodbye.say()))
    await goodbye.is_begun.wait()
    command.cancel()
    await asyncio.sleep(0)
    assert not command.done()
    goodbye.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await command
    assert goodbye.is_said


async def test_a_second_cancellation_ends_it() -> None:
    goodbye = Goodbye()
    command = asyncio.create_task(to_the_end(goodbye.say()))
    await goodbye.is_begun.wait()
    for _ in range(2):
        command.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await command
    assert not goodbye.is_said


async def test_what_goes_wrong_in_it_is_told() -> None:
    async def fail() -> None:
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        await to_the_end(fail())
