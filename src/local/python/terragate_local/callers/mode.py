"""Whether callers are checked, or anybody is let in; it can change while the local AWS runs.

``PUT /_terragate/callers`` with ``{"callers": "checked"}`` or ``{"callers": "open"}`` sets it, ``GET`` tells it.
"""

import json
from types import ModuleType

OPEN = "open"
CHECKED = "checked"
MODES = (OPEN, CHECKED)
_current = OPEN


def checked() -> bool:
    return _current == CHECKED


def set_mode(mode: str) -> None:
    global _current
    if mode not in MODES:
        raise ValueError(f"callers are {' or '.join(MODES)}, not {mode!r}")
    _current = mode


def install(edge: ModuleType) -> None:
    edge.ROUTER.add("/_terragate/callers", endpoint=_answer, methods=["GET", "PUT"])


def _answer(request):
    from rolo import Response

    if request.method == "PUT":
        try:
            set_mode(request.get_json(force=True).get("callers"))
        except ValueError as error:
            return Response(json.dumps({"message": str(error)}), status=400, mimetype="application/json")
    return Response(json.dumps({"callers": _current}), mimetype="application/json")
