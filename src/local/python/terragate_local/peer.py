"""The user at the other end of a connection from this machine."""

import os

from .sockets import connected


def is_own(client: tuple[str, int], port: int) -> bool:
    """Whether a connection to a port of 127.0.0.1 comes from a process of this user.

    Linux says so of each socket. Where a system does not, as macOS, every local process counts as the user's.

    @param client: address and port of the other end
    """
    try:
        theirs = connected(client, ("127.0.0.1", port))
    except NotImplementedError:
        return True
    # A socket that nobody holds any more has no inode, and no user
    return theirs is not None and theirs.inode != 0 and theirs.user == os.getuid()
