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

    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")  # an old Windows console cannot show every character
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            code = code or 1
    os._exit(code)


if __name__ == "__main__":
    main()
