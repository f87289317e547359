"""`python -m longtake` is the same as `longtake`."""

from longtake.cli import main

main()
