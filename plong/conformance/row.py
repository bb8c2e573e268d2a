"""One promise of docs/wire, and how it is tried."""

from abc import ABC, abstractmethod
from typing import ClassVar

from plong.conformance.visit import Visit


class Row(ABC):
    """A promise. The docstring of each kind says it to people."""

    name: ClassVar[str]
    """Its way, a dot, and a word: ``http.ohai``."""
    source: ClassVar[str] = "plong.md"
    """The page of docs/wire that has it."""
    quote: ClassVar[str]
    """Words of that page, as they stand there: where to read what is right."""
    needs: ClassVar[str] = ""
    """Letters of the mode without which it does not apply."""

    tries: ClassVar[int] = 0
    """Passphrases that it tries where 429 cannot be answered, or must not be waited for."""

    @property
    def way(self) -> str:
        """Which rows it belongs to."""
        return self.name.partition(".")[0]

    @property
    def title(self) -> str:
        """What the server does."""
        return (self.__doc__ or self.name).partition("\n")[0]

    async def check(self, visit: Visit) -> None:
        """Try it. Raise `Mismatch`, or `NotTried`."""
        await self._try(visit)

    @abstractmethod
    async def _try(self, visit: Visit) -> None:
        """Do as `check` says."""
