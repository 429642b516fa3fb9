"""The environment variables of a function's processes.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
"""

import os
import re
from pathlib import Path

from .interpreters import Interpreter
from .ports import free_port

_PORTS = ("PORT", "AWS_LWA_PORT", "AWS_LWA_READINESS_CHECK_PORT")
_FIXED_FOLDER = re.compile(r"(?P<before>^|:)(?P<folder>/opt|/var/task|/var/runtime)(?=/|:|$)")


def function_variables(
    given: dict[str, object],
    task: Path,
    opt: Path,
    runtime: Path,
    scratch: Path,
    temporary: Path,
    interpreter: Interpreter,
) -> dict[str, str]:
    """The variables of one environment's processes: the function's own and those that Lambda sets."""
    folders = {"/opt": str(opt), "/var/task": str(task), "/var/runtime": str(runtime)}
    own = {
        name: _FIXED_FOLDER.sub(lambda match: match["before"] + folders[match["folder"]], str(value))
        for name, value in given.items()
    }
    python_path = [opt / "python" / "lib" / f"python{interpreter.version}" / "site-packages", opt / "python", runtime]
    variables = {
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "HOME": str(scratch),
        "TMPDIR": str(temporary),
        "PATH": os.pathsep.join([str(interpreter.bin), _system_path(), str(opt / "bin")]),
        **own,
        "PYTHONPATH": os.pathsep.join([*filter(None, [own.get("PYTHONPATH")]), *map(str, python_path)]),
        "LAMBDA_TASK_ROOT": str(task),
        "LAMBDA_RUNTIME_DIR": str(runtime),
    }
    libraries = [str(folder) for folder in (task / "lib", opt / "lib") if folder.is_dir()]
    if libraries:
        variables["LD_LIBRARY_PATH"] = os.pathsep.join([*filter(None, [own.get("LD_LIBRARY_PATH")]), *libraries])
    taken = [name for name in _PORTS if name in variables]
    if taken:
        port = str(free_port())
        variables.update({name: port for name in taken})
    return variables


def _system_path() -> str:
    # without the folder of the server's own virtual environment, where `python` and `uvicorn` might be found
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    virtual = os.environ.get("VIRTUAL_ENV")
    return os.pathsep.join(part for part in parts if part and not (virtual and part.startswith(virtual + os.sep)))
