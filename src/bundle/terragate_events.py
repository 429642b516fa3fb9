"""Events of other services for an application behind Mangum: a schedule, a queue, a bucket. `terragate bundle` puts this
file into each package.

Mangum knows requests of API Gateway alone. With `EventHandler` it does what the Lambda Web Adapter does by itself: an event
is the body of `POST /events`, or of the path that `AWS_LWA_PASS_THROUGH_PATH` says, and the answer is what Lambda gets.

    handler = Mangum(BehindGateway(app), custom_handlers=[EventHandler])
"""

import json
import os
from typing import Any

from terragate_asgi import EVENT, events_path


class EventHandler:
    """The handler of events in Mangum, in functions that have `AWS_LWA_PASS_THROUGH_PATH`: no others take them."""

    @classmethod
    def infer(cls, event: Any, context: Any, config: Any) -> bool:  # noqa: ARG003
        is_request = isinstance(event, dict) and "requestContext" in event
        return not is_request and "AWS_LWA_PASS_THROUGH_PATH" in os.environ

    def __init__(self, event: Any, context: Any, config: Any) -> None:  # noqa: ARG002
        self.event = event
        self.context = context

    @property
    def body(self) -> bytes:
        return json.dumps(self.event).encode()

    @property
    def scope(self) -> dict[str, Any]:
        path = events_path()
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [[b"content-type", b"application/json"], [b"host", b"127.0.0.1"]],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 0),
            "aws.event": self.event,
            "aws.context": self.context,
            EVENT: True,
        }

    def __call__(self, response: Any) -> Any:
        """The answer of the application, as Lambda gets it.

        @raise RuntimeError: where its status is none of 2XX: Lambda would take the event for done.
        """
        status = response["status"]
        if not 200 <= status < 300:
            raise RuntimeError(f"the application answered POST {events_path()} with the status {status}")
        try:
            return json.loads(response["body"])
        except ValueError:
            return None
