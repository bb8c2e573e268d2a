"""The command ``plong``, and ``python -m plong``."""

import signal
import sys


def main() -> int:
    """Run the command. Ctrl-C ends it without a word while it loads, until it listens itself."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from plong import cli  # noqa: PLC0415 - it loads more

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
