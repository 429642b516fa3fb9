"""The index of all services of AWS, by which LocalStack finds the one that a request is for.

LocalStack makes it at the first request of a server, in four seconds. It depends on the versions of LocalStack and
botocore alone: here it is made once, and lies in the environment of both from then on.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType


def install(spec: ModuleType) -> None:
    build, load = spec.build_service_index_cache, spec.load_service_index_cache

    def kept_index(path: str):
        kept = Path(sys.prefix, Path(path).name)  # the name has the versions
        try:
            return load(kept)
        except Exception:  # nobody has made it yet, or it was cut off
            index = build(path)
            _keep(path, kept)
            return index

    spec.build_service_index_cache = kept_index


def _keep(path: str, kept: Path) -> None:
    unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # it is made again the next time
        shutil.copyfile(path, unfinished)
        unfinished.replace(kept)
