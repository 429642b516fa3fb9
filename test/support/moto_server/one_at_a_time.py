"""One request after the other: moto's tables change while another thread lists them, which then answers 500."""

import threading
from collections.abc import Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication

_lock = threading.Lock()
_answer = DomainDispatcherApplication.__call__


def _one_at_a_time(self: DomainDispatcherApplication, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    with _lock:
        return _answer(self, environ, start_response)


DomainDispatcherApplication.__call__ = _one_at_a_time
