"""The Python that runs a function, and the folder in place of /var/runtime."""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

_RUNTIME_PACKAGES = (
    # the runtime interface client and what it imports
    "awslambdaric",
    "simplejson",
    "snapshot_restore_py",
    # what Lambda's Python runtimes bring along: the AWS SDK
    "boto3",
    "botocore",
    "s3transfer",
    "jmespath",
    "dateutil",
    "six",
    "urllib3",
)
_MANGUM_PACKAGES = ("mangum", "typing_extensions")
_lock = threading.Lock()


@dataclass(frozen=True)
class Interpreter:
    version: str
    """Major and minor version: "3.13"."""
    bin: Path
    """Folder where `python`, `python3` and `python3.x` are this interpreter."""
    wanted: str
    """The version that the function's runtime names; another one than `version` where the machine lacks it."""


def interpreter_for(runtime: str | None, work: Path, given: Path | None = None) -> Interpreter:
    """The machine's Python for a runtime such as "python3.12", and this process's own where there is none. The given
    one where it is of that version.

    Never one with packages: as on AWS, a function finds only those that it brings.
    """
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    wanted = (runtime or "").removeprefix("python") if (runtime or "").startswith("python3.") else own
    with _lock:
        candidates = [(wanted, str(given))] if given else []
        for version, command in (*candidates, (wanted, None), (own, None)):
            key = hashlib.sha256(command.encode()).hexdigest()[:8] if command else ""
            folder = work / "bin" / f"python{version}{key and '-'}{key}"
            if not folder.is_dir():
                executable = _base_executable(version, command)
                if not executable:
                    continue
                _lay_out(folder, version, Path(executable))
            return Interpreter(version, folder / "bin", wanted)
    raise RuntimeError(f"{sys.executable} does not start")


def places_of(interpreter: Interpreter) -> tuple[Path, ...]:
    """The folders of an interpreter, and those that the links in it and in the runtime's folder lead to."""
    home = (interpreter.bin / "python").resolve().parent.parent
    return interpreter.bin.parent, home, Path(__file__).parent, Path(sys.prefix)


def _lay_out(folder: Path, version: str, executable: Path) -> None:
    """Makes an interpreter with one module of Terragate as its only package, which it imports at its start.

    It has the form of a virtual environment: a variable such as PYTHONPATH, which functions set themselves, would not
    always reach it.
    """
    unfinished = folder.with_name(folder.name + ".tmp")
    packages = unfinished / "lib" / f"python{version}" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "terragate_loopback.py").symlink_to(Path(__file__).parent / "site" / "terragate_loopback.py")
    (packages / "terragate_loopback.pth").write_text("import terragate_loopback\n")
    (unfinished / "pyvenv.cfg").write_text(f"home = {executable.parent}\ninclude-system-site-packages = false\n")
    (unfinished / "bin").mkdir()
    for name in ("python", "python3", f"python{version}"):
        (unfinished / "bin" / name).symlink_to(executable)
    unfinished.rename(folder)


def _base_executable(version: str, command: str | None) -> str | None:
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = command or (sys.executable if version == own else shutil.which(f"python{version}"))
    if not command:
        return None
    question = (
        "import sys, json; print(json.dumps(['%d.%d' % sys.version_info[:2],"
        " getattr(sys, '_base_executable', None) or sys.executable]))"
    )
    try:
        # Version managers put a program on PATH for versions that are not installed too, and that one fails
        answer = subprocess.run([command, "-I", "-c", question], capture_output=True, check=True, timeout=20)
        found, executable = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return executable if found == version else None


def runtime_folder(work: Path) -> Path:
    """A folder with the packages of Lambda's /var/runtime, and no other package of this process."""
    folder = work / "runtime"
    with _lock:
        if folder.is_dir():
            return folder
        unfinished = work / "runtime.tmp"
        _link_packages(_RUNTIME_PACKAGES, unfinished)
        # A folder apart: a handler must not find packages here that it lacks on AWS
        _link_packages(_MANGUM_PACKAGES, unfinished / "mangum_packages")
        for module in (Path(__file__).parent / "runtime").glob("*.py"):
            (unfinished / module.name).symlink_to(module)
        unfinished.rename(folder)
    return folder


def handler_module() -> str:
    """The module that runs a Python handler: the runtime interface client, or Terragate's own where there is none."""
    return "awslambdaric" if importlib.util.find_spec("awslambdaric") else "terragate_handler"


def _link_packages(names: tuple[str, ...], folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in names:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
