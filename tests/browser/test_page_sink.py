"""Where the page keeps what it receives: on disk, or in Blobs; and what it leaves behind."""

from typing import Any, Final

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.browser

WITHOUT_DISK: Final = "delete StorageManager.prototype.getDirectory"
WRITE: Final = """
async (isRestarted) => {
    const { Shelf } = await import("/sink.js")
    const sink = await (window.shelf ??= new Shelf()).open("A".repeat(22))
    const write = (text) => sink.write(new TextEncoder().encode(text))
    await write("hello, ")
    if (isRestarted) { await sink.restart(); await write("again, ") }
    for (const text of ["w".repeat(5_000_000), "orld"]) await write(text)
    await sink.close()
    const file = await sink.file()
    return [sink.constructor.name, file.size, await file.slice(0, 8).text()]
}
"""
FOLDERS: Final = """
async () => {
    const root = await navigator.storage.getDirectory()
    return Promise.all((await Array.fromAsync(root.values())).map(
        async (folder) => (await Array.fromAsync(folder.keys())).length))
}
"""
ABORT: Final = """
async () => {
    const { Shelf } = await import("/sink.js")
    const sink = await (window.shelf ??= new Shelf()).open("B".repeat(22))
    await sink.write(new Uint8Array(10))
    await sink.abort()
}
"""

ABORT_CLOSED: Final = """
async (waits) => {
    const { Shelf } = await import("/sink.js")
    const sink = await (window.shelf ??= new Shelf()).open("C".repeat(22))
    await sink.write(new Uint8Array(10))
    const closing = sink.close().catch(() => {})
    if (waits) await closing
    await sink.abort()
    await closing
}
"""


@pytest.mark.parametrize(("script", "kind"), [("", "DiskSink"), (WITHOUT_DISK, "BlobSink")])
async def test_a_sink_holds_what_was_written_last(
    module_page: Page, script: str, kind: str
) -> None:
    await module_page.evaluate(f"{{ {script} }}")
    assert await write(module_page, is_restarted=False) == [kind, 5_000_011, "hello, w"]
    assert await write(module_page, is_restarted=True) == [kind, 5_000_011, "again, w"]


async def write(page: Page, *, is_restarted: bool) -> Any:
    return await page.evaluate(WRITE, is_restarted)


async def test_what_is_given_up_leaves_no_file(module_page: Page) -> None:
    await module_page.evaluate(ABORT)
    assert await module_page.evaluate(FOLDERS) == [0]


@pytest.mark.parametrize("waits", [True, False])
async def test_what_is_given_up_when_it_was_closed_leaves_no_file(
    module_page: Page, *, waits: bool
) -> None:
    await module_page.evaluate(ABORT_CLOSED, waits)
    assert await module_page.evaluate(FOLDERS) == [0]


async def test_the_next_visit_removes_what_the_last_has_left(module_page: Page) -> None:
    await write(module_page, is_restarted=False)
    other = await module_page.context.new_page()
    await other.goto(module_page.url)
    await write(other, is_restarted=False)
    assert await other.evaluate(FOLDERS) == [1, 1]  # the first page is still open
    await module_page.goto("about:blank")
    await other.reload()
    await write(other, is_restarted=False)
    assert await other.evaluate(FOLDERS) == [1]
