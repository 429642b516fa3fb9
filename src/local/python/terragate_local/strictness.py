"""Whether functions are held to what Lambda allows, or run as plain processes; it can change while the local AWS runs.

``PUT /_terragate/strict`` with ``{"strict": true}`` or ``{"strict": false}`` sets it. The answer says what of it this
system lacks, with the reason: ``{"strict": true, "lacks": {"files": "text", "memory": "text"}}``.
"""

import functools
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from . import confinement, memory

_SECONDS = 10.0
_strict = False


def strict() -> bool:
    return _strict


@functools.cache
def files_refusal() -> str | None:
    """Why functions can write outside /tmp on this system; None where they cannot."""
    script = Path(confinement.__file__)
    answer = subprocess.run(
        [sys.executable, "-S", "-E", "-s", "-B", str(script)], capture_output=True, text=True, timeout=_SECONDS
    )
    return answer.stdout or (answer.stderr[-300:] if answer.returncode else None)


def lacks() -> dict[str, str]:
    """What this system does not allow, with the reason."""
    found = {"files": files_refusal(), "memory": memory.refusal()}
    return {name: reason for name, reason in found.items() if reason}


def install(edge: ModuleType) -> None:
    edge.ROUTER.add("/_terragate/strict", endpoint=_answer, methods=["PUT"])


def _answer(request):
    from rolo import Response

    global _strict
    wanted = request.get_json(force=True).get("strict")
    if not isinstance(wanted, bool):
        message = f"strict is true or false, not {wanted!r}"
        return Response(json.dumps({"message": message}), status=400, mimetype="application/json")
    _strict = wanted
    answer = {"strict": wanted, "lacks": lacks() if wanted else {}}
    return Response(json.dumps(answer), mimetype="application/json")
