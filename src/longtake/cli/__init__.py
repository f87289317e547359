"""The `longtake` command. Each command is a few lines over a public function; this is its door.

Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 an error that the message
explains, 2 wrong usage, 3 abstained or nothing found, 4 some of the sources failed, 130 stopped.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; errors become one line and an exit code, Ctrl-C an exit code alone."""
    try:
        from longtake.cli.app import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
