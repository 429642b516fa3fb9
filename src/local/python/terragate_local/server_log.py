"""The server's own output, in a file that does not grow without bound."""

import os
import stat
from pathlib import Path

SERVER_LOG_BYTES = 10 * 1024 * 1024
"""Size at which the file is put aside as ``<file>.1``, in place of the one before."""


def rotate_output(file: Path, limit: int = SERVER_LOG_BYTES) -> bool:
    """Continues standard output and error in a new file when this one is full.

    Returns whether it did.
    """
    output = os.fstat(2)
    try:
        if output.st_size < limit or not os.path.samestat(output, file.stat()):
            return False
    except OSError:  # the file was removed
        return False
    file.replace(file.with_name(file.name + ".1"))
    new = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, stat.S_IMODE(output.st_mode))
    for descriptor in (1, 2):
        os.dup2(new, descriptor)
    os.close(new)
    return True
