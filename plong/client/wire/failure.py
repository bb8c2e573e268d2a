"""Why a transfer cannot go on at one of its ends."""


class TransferFailure(Exception):
    """``str(failure)`` is a Reason of docs/wire/files.md."""
