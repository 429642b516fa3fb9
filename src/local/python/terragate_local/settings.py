"""The settings from the launcher, read once from the environment."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .callers.mode import OPEN

ENVIRONMENTS = 10
"""Environments at a time, 60 to 100 MB each for a FastAPI app; more would not answer sooner on a laptop's cores."""
WAIT_SECONDS = 25.0
"""Seconds of waiting, fewer than API Gateway's for an answer (29 by default), so that the caller gets the reason."""


@dataclass(frozen=True)
class Settings:
    port: int
    """TCP port on 127.0.0.1. TERRAGATE_LOCAL_PORT, 0 for any; 4566 where it is not set."""
    data: Path
    """Folder of everything that this process writes. TERRAGATE_LOCAL_DATA, a new temporary folder where not set."""
    layers: Path
    """Folder with one folder per layer of another account. TERRAGATE_LOCAL_LAYERS, ``<data>/layers`` where not set."""
    temporary: bool
    """Whether ``data`` goes when this process ends. TERRAGATE_LOCAL_TEMPORARY=1."""
    follow_stdin: bool
    """Whether this process ends when its standard input does. TERRAGATE_LOCAL_FOLLOW_STDIN=1."""
    environments: int
    """Execution environments that run at a time, those of all functions together. TERRAGATE_LOCAL_ENVIRONMENTS, 10
    where it is not set."""
    wait_seconds: float
    """Longest time that a request waits for an environment. TERRAGATE_LOCAL_WAIT_SECONDS, 25 where it is not set."""
    callers: str
    """Whether callers are ``checked`` or ``open`` at first. TERRAGATE_LOCAL_CALLERS, ``open`` where it is not set."""
    access_key: str
    """Access key of this instance. TERRAGATE_LOCAL_ACCESS_KEY_ID, which has to be set."""
    secret: str = field(repr=False)
    """Secret of this instance: its access key's, and that of requests without a signature.
    TERRAGATE_LOCAL_SECRET_ACCESS_KEY, which has to be set."""

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def local_packages(self) -> Path:
        """Folder of the local packages: see ``local_packages.py``."""
        return self.data / "local-packages"

    @property
    def work(self) -> Path:
        return self.data / "work"


def read_settings() -> Settings:
    given = os.environ.get("TERRAGATE_LOCAL_DATA")
    data = Path(given) if given else Path(tempfile.mkdtemp(prefix="terragate-local-"))
    return Settings(
        port=int(os.environ.get("TERRAGATE_LOCAL_PORT", "4566")),
        data=data.resolve(),
        layers=Path(os.environ.get("TERRAGATE_LOCAL_LAYERS") or data / "layers").resolve(),
        temporary=not given or os.environ.get("TERRAGATE_LOCAL_TEMPORARY") == "1",
        follow_stdin=os.environ.get("TERRAGATE_LOCAL_FOLLOW_STDIN") == "1",
        environments=max(1, int(os.environ.get("TERRAGATE_LOCAL_ENVIRONMENTS") or ENVIRONMENTS)),
        wait_seconds=float(os.environ.get("TERRAGATE_LOCAL_WAIT_SECONDS") or WAIT_SECONDS),
        callers=os.environ.get("TERRAGATE_LOCAL_CALLERS") or OPEN,
        access_key=_taken("TERRAGATE_LOCAL_ACCESS_KEY_ID"),
        secret=_taken("TERRAGATE_LOCAL_SECRET_ACCESS_KEY"),
    )


def _taken(name: str) -> str:
    """Takes a variable out of the environment: no process that is started here is to inherit it."""
    value = os.environ.pop(name, "")
    if not value:
        raise SystemExit(f"{name} is not set: without a secret of its own nobody may speak to the local AWS")
    return value
