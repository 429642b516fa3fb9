"""Local packages: folders that are run in place of functions' packages.

A package is built for the function's platform, on which this machine's programs may not run. A local package holds the
same files, with dependencies of this machine. It is known by one file, ``<local_packages>/<name>.json``:

    {"codeSha256": "<CodeSha256 of the package>", "folder": "/absolute/path", "revision": "text"}

It may name the interpreter that its dependencies are for, as "python", and the project's file of variables, as
"envFile". Its folder serves the functions whose package
has that hash; a new revision says that the files have changed.
"""

import json
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class LocalPackage:
    code_sha256: str
    folder: Path
    revision: str
    python: Path | None = None
    """The interpreter to run it with; None for the one that the machine has for the function's runtime."""
    env_file: Path | None = None
    """The file with the values of secrets on this machine, which may not be there."""


class LocalPackages:
    def __init__(self, folder: Path):
        self._folder = folder
        self._lock = threading.Lock()
        self._read: dict[str, tuple[tuple[int, int, int], LocalPackage | None]] = {}

    def find(self, code_sha256: str) -> LocalPackage | None:
        """The local package of a package, the one written last where there are several.

        Reads only files that have changed, so that it can be asked before each invocation.
        """
        with self._lock:
            self._refresh()
            known = [(stamp, package) for stamp, package in self._read.values() if package]
            found = [(stamp, package) for stamp, package in known if package.code_sha256 == code_sha256]
        return max(found, key=lambda item: item[0])[1] if found else None

    def _refresh(self) -> None:
        try:
            names = [name for name in os.listdir(self._folder) if name.endswith(".json")]
        except OSError:  # no folder: no local packages
            names = []
        seen = set()
        for name in names:
            try:
                status = os.stat(self._folder / name)
            except OSError:  # the folder went in between
                continue
            seen.add(name)
            stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
            known = self._read.get(name)
            if known is None or known[0] != stamp:
                self._read[name] = (stamp, _read(self._folder / name))
        for name in self._read.keys() - seen:
            del self._read[name]


def _read(file: Path) -> LocalPackage | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        python = Path(content["python"]) if content.get("python") else None
        env_file = Path(content["envFile"]) if content.get("envFile") else None
        known = str(content["codeSha256"]), Path(content["folder"]), str(content["revision"])
        package = LocalPackage(*known, python, env_file)
    except (OSError, ValueError, KeyError, TypeError) as error:
        LOG.warning("%s is not used: %s: %s", file, type(error).__name__, error)
        return None
    if not package.folder.is_dir():
        LOG.warning("%s is not used: its folder %s is not there", file, package.folder)
        return None
    return package
