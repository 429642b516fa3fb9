"""A number that grows with each request that may change a resource: while it stays, a look at all of them finds what the
last one has found. Requests of the Terraform that ``terragate up`` runs are left out.

``GET /_terragate/changes`` answers with ``{"changes": 12}``.
"""

import itertools
import json
import re
from types import ModuleType

OWN = "terragate-up"
"""Word in the user agent of requests that are left out."""
_READING = re.compile(r"(Assume|BatchGet|Decode|Describe|Filter|Get|Head|Invoke|List|Lookup|Query|Scan|Simulate)(?![a-z])")
_OF_INVOCATIONS = {("logs", "CreateLogStream"), ("logs", "PutLogEvents"), ("cloudwatch", "PutMetricData")}
"""Operations by which functions that run leave their records."""
_count = itertools.count(1)
_changes = 0


def install(edge: ModuleType) -> None:
    from rolo import Response

    edge.ROUTER.add(
        "/_terragate/changes",
        endpoint=lambda _request: Response(json.dumps({"changes": _changes}), mimetype="application/json"),
        methods=["GET"],
    )


def count_operations(service_handlers: ModuleType) -> None:
    route = service_handlers.ServiceRequestRouter.__call__

    def __call__(self, chain, context, response) -> None:
        if not context.service or _is_own(context) or not may_change(context.service.service_name, context.operation.name):
            route(self, chain, context, response)
            return
        # Who looks while it is at work may have seen what was there before it
        _note()
        try:
            route(self, chain, context, response)
        finally:
            _note()

    service_handlers.ServiceRequestRouter.__call__ = __call__


def is_of_up(context) -> bool:
    """Whether a request comes from the Terraform of ``terragate up``."""
    return OWN in context.request.headers.get("User-Agent", "").split()


def _is_own(context) -> bool:
    """Whether a request comes from the Terraform of ``terragate up``, or from Lambda, which stores the code of a function
    or looks for a log group."""
    if is_of_up(context):
        return True
    if not context.is_internal_call:
        return False
    service, operation = context.service.service_name, context.operation.name
    # The group is there, or was deleted by a request that is counted
    return (service, operation) == ("logs", "CreateLogGroup") or (
        service == "s3" and context.service_request.get("Bucket", "").startswith("awslambda-")
    )


def may_change(service: str, operation: str) -> bool:
    """Whether an operation may change a resource; one that is not known to read may."""
    return (service, operation) not in _OF_INVOCATIONS and not _READING.match(operation)


def note_request(method: bytes, path: bytes) -> None:
    """Notes a request to LocalStack's own addresses, by which all that is there can be reset."""
    if path.startswith(b"/_localstack/") and method not in (b"GET", b"HEAD"):
        _note()


def _note() -> None:
    global _changes
    _changes = next(_count)
