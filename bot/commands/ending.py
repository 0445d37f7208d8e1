"""How a command ends: the exit statuses, and the one sentence that tells what went wrong."""

import sys
from typing import NoReturn

EXIT_BELOW, EXIT_INPUT, EXIT_ARCHIVE, EXIT_MODEL, EXIT_DISCORD = 1, 3, 4, 5, 6
EXIT_INTERRUPTED = 130


def fail(sentence: str, status: int) -> NoReturn:
    """Print one sentence on standard error and end with `status`."""
    sys.stdout.flush()
    print(f"Error: {sentence}", file=sys.stderr)  # noqa: T201 - the one place errors are printed
    sys.exit(status)
