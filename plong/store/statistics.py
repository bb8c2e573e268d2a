"""What a store has done, as its own thread counts it and others read it."""

from plong.protocol.histogram import Histogram


class StoreStatistics:
    """Counts transactions; nothing is ever taken back but `is_failing`."""

    def __init__(self) -> None:
        self.seconds = Histogram()
        """How long transactions took, from their beginning to their commit."""
        self.questions = 0
        """How many questions they answered: those that wait together share one."""
        self.failures = 0
        """Transactions that could not be committed, each a question that was refused."""
        self.is_failing = False
        """Whether the last transaction that would have written something did not."""
        self.writes = 0
        """Transactions that have written something."""

    def committed(self, seconds: float, questions: int, *, has_written: bool) -> None:
        """Count a transaction. On a full disk those that only read go on."""
        self.seconds.observe(seconds)
        self.questions += questions
        if has_written:
            self.writes += 1
            self.is_failing = False

    def failed(self) -> None:
        """Count one that the disk, or the file, did not take."""
        self.failures += 1
        self.is_failing = True
