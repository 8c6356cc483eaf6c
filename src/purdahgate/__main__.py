"""The `purdahgate` command."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave at once.

    A short command would spend half its time collecting garbage while importing, and tearing modules down at
    the end: the one is made rare, the other left out. Everything is written and every transaction closed
    before it leaves.
    """
    gc.set_threshold(100_000, 20, 20)
    from purdahgate.cli.main import run

    _open_streams()
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    os._exit(code)


def _open_streams() -> None:
    """Give every stream somewhere to go, and let none refuse a character that its terminal cannot show."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  (until the end)
        elif mode == "w":
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
