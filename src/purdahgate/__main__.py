"""The `purdahgate` command."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave at once.

    A short command spends half its time collecting garbage while importing and tearing modules down: both
    are left out. Everything is written and every transaction closed before it leaves.
    """
    gc.disable()
    from purdahgate.cli.main import run

    gc.enable()
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
