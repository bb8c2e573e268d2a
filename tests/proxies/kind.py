"""What is known of a proxy: its configuration, as its page has it, and how it is started."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.proxies.certificate import Certificate
from tests.support.pages import fence


@dataclass(frozen=True)
class Ports:
    """Of loopback."""

    plain: int
    tls: int
    plong: int


@dataclass(frozen=True)
class Kind:
    """One proxy. ``<folder>``, ``<tls>`` and such are filled in for each test."""

    name: str
    """That of its page, too."""
    language: str
    """Of the fence there."""
    command: Sequence[str]
    ready: str
    """What it says when it listens."""
    changes: Mapping[str, str]
    """What a test must have otherwise: names, ports, certificates, and where logs go."""
    more: Mapping[str, str]
    """Other files, by name."""

    def write(self, folder: Path, ports: Ports, certificate: Certificate) -> list[str]:
        """Write its files; return the command that runs it."""
        known = {"folder": folder, **asdict(ports), **certificate._asdict()}
        for name, text in {"site": self._changed(), **self.more}.items():
            (folder / name).write_text(_filled(text, known))
        return [_filled(word, known) for word in self.command]

    def but(self, old: str, new: str) -> "Kind":
        """Return the same with one more change."""
        return replace(self, changes={**self.changes, old: new})

    def _changed(self) -> str:
        text = fence(self.name, self.language)
        for old, new in self.changes.items():
            assert old in text, f"{self.name}.md does not say {old!r} any more."
            text = text.replace(old, new)
        return text


def _filled(text: str, known: Mapping[str, object]) -> str:
    return re.sub("<([a-z]+)>", lambda match: str(known[match[1]]), text)
