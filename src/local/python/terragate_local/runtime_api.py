"""The HTTP API between Lambda and the processes of one execution environment, on a loopback port of its own.

Runtime API: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
Extensions API: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
"""

import base64
import binascii
import json
import re
import socket
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue

from .access import is_here
from .peer import is_own

MAX_BUFFERED_RESPONSE = 6_291_556
"""Most bytes of a buffered answer; larger ones are refused as on AWS."""
ERROR_TYPE = "lambda-runtime-function-error-type"
ERROR_BODY = "lambda-runtime-function-error-body"
_TRAILER_AS_DATA = re.compile(
    rb"Lambda-Runtime-Function-Error-Type: (Runtime\.StreamError)\r\n"
    rb"Lambda-Runtime-Function-Error-Body: ([A-Za-z0-9+/]*={0,2})\r\n"
)
"""The last piece of a stream that broke off, as the runtime of the Lambda Web Adapter sends it where the trailer of
the chunked body is due that it announces."""


@dataclass(frozen=True)
class Invocation:
    request_id: str
    payload: bytes
    arn: str
    deadline_ms: int
    """Deadline in milliseconds since 1970."""
    trace_id: str


@dataclass(frozen=True)
class RuntimeReady:
    """The runtime asks for its next invocation: it has started, or has done the last one."""


@dataclass(frozen=True)
class Answer:
    request_id: str
    payload: bytes
    is_error: bool
    broken: str | None = None
    """The reason why a streamed answer broke off, after the payload's bytes; None for a whole or unstreamed answer."""


@dataclass(frozen=True)
class InitError:
    payload: bytes


class RuntimeApi:
    """Serves one sandbox of an environment. Its events go into `events`."""

    def __init__(self, function: dict, events: SimpleQueue):
        self.function = function
        self.events = events
        self._invocations: SimpleQueue[Invocation | None] = SimpleQueue()
        self._extensions: dict[str, _Extension] = {}
        self.current: str | None = None
        """Id of the invocation that was handed out and not answered yet."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True, name="runtime-api").start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def send(self, invocation: Invocation) -> None:
        for extension in self._extensions.values():
            if "INVOKE" in extension.events:
                extension.outbox.put(
                    {
                        "eventType": "INVOKE",
                        "deadlineMs": invocation.deadline_ms,
                        "requestId": invocation.request_id,
                        "invokedFunctionArn": invocation.arn,
                        "tracing": {"type": "X-Amzn-Trace-Id", "value": invocation.trace_id},
                    }
                )
        self.current = invocation.request_id
        self._invocations.put(invocation)

    def announce_shutdown(self, reason: str, seconds: float) -> bool:
        """Announces the shutdown to the extensions that asked for it; returns whether there are any."""
        deadline = int((time.time() + seconds) * 1000)
        listeners = [extension for extension in self._extensions.values() if "SHUTDOWN" in extension.events]
        for extension in listeners:
            extension.outbox.put({"eventType": "SHUTDOWN", "shutdownReason": reason, "deadlineMs": deadline})
        return bool(listeners)

    def close(self) -> None:
        self._invocations.put(None)
        for extension in self._extensions.values():
            extension.outbox.put(None)

        def end() -> None:
            self._server.shutdown()  # the shutdown takes up to half a second, which nobody has to wait for
            self._server.server_close()

        threading.Thread(target=end, daemon=True).start()


@dataclass
class _Extension:
    events: list[str]
    outbox: SimpleQueue = field(default_factory=SimpleQueue)


class _Handler(BaseHTTPRequestHandler):
    api: RuntimeApi
    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet: in two, the second one waits for the reader's delayed acknowledgement
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_args) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:  # the process on the other end was ended
            self.close_connection = True

    def parse_request(self) -> bool:
        """Reads a request; one that a page or another user sends is answered with 403, and its connection closed.

        The port asks for no key, as that of AWS: the libraries in functions know none. So the connection has to come
        from a process of this user, and from no browser, which can reach the port from any page.
        """
        if not super().parse_request():
            return False
        from_page = any(name in self.headers for name in ("Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode"))
        if is_here(self.headers.get("Host", "")) and not from_page and self._is_own():
            return True
        self.close_connection = True
        self.send_error(403, "Not a process of the function")
        return False

    def _is_own(self) -> bool:
        if not hasattr(self, "_own"):
            self._own = is_own(self.client_address, self.server.server_port)
        return self._own

    def do_GET(self) -> None:
        if self.path == "/2018-06-01/runtime/invocation/next":
            self._next_invocation()
        elif self.path == "/2020-01-01/extension/event/next":
            self._next_event()
        else:
            self._reply(404, {"errorType": "NotFound", "errorMessage": self.path})

    def do_PUT(self) -> None:
        # Subscriptions to logs and telemetry: accepted, and never sent anything
        self._body()
        self._reply(200, b'"OK"')

    def do_POST(self) -> None:
        body, trailers = self._body()
        match self.path.strip("/").split("/"):
            case ["2018-06-01", "runtime", "invocation", request_id, "response"]:
                self._answer(request_id, body, trailers)
            case ["2018-06-01", "runtime", "invocation", request_id, "error"]:
                self._answer(request_id, body, {}, is_error=True)
            case ["2018-06-01", "runtime", "init", "error"]:
                self.api.events.put(InitError(body))
                self._reply(202, {"status": "OK"})
            case ["2020-01-01", "extension", "register"]:
                self._register(body)
            case ["2020-01-01", "extension", "init" | "exit", "error"]:
                self._reply(202, {"status": "OK"})
            case _:
                self._reply(404, {"errorType": "NotFound", "errorMessage": self.path})

    def _next_invocation(self) -> None:
        self.api.events.put(RuntimeReady())
        invocation = self.api._invocations.get()
        if invocation is None:
            self.close_connection = True
            return
        self._reply(
            200,
            invocation.payload,
            {
                "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
                "Lambda-Runtime-Deadline-Ms": str(invocation.deadline_ms),
                "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
                "Lambda-Runtime-Trace-Id": invocation.trace_id,
            },
        )

    def _answer(self, request_id: str, body: bytes, trailers: dict[str, str], is_error: bool = False) -> None:
        api = self.api
        if request_id != api.current:
            self._reply(400, {"errorType": "InvalidRequestID", "errorMessage": "Invalid request ID"})
            return
        api.current = None
        streamed = self.headers.get("Lambda-Runtime-Function-Response-Mode", "").lower() == "streaming"
        if len(body) > MAX_BUFFERED_RESPONSE and not streamed:
            error = {
                "errorType": "Function.ResponseSizeTooLarge",
                "errorMessage": "Response payload size exceeded maximum allowed payload size "
                f"({MAX_BUFFERED_RESPONSE} bytes).",
            }
            api.events.put(Answer(request_id, json.dumps(error).encode(), True))
            self._reply(413, error)
            return
        broken = _error_in(trailers) if ERROR_TYPE in trailers else None
        api.events.put(Answer(request_id, body, is_error or broken is not None, broken if streamed else None))
        self._reply(202, {"status": "OK"})

    def _register(self, body: bytes) -> None:
        identifier = str(uuid.uuid4())
        self.api._extensions[identifier] = _Extension(json.loads(body or b"{}").get("events") or [])
        self._reply(200, self.api.function, {"Lambda-Extension-Identifier": identifier})

    def _next_event(self) -> None:
        extension = self.api._extensions.get(self.headers.get("Lambda-Extension-Identifier", ""))
        if extension is None:
            self._reply(403, {"errorType": "Extension.UnknownExtensionIdentifier", "errorMessage": "Register first"})
            return
        event = extension.outbox.get()
        if event is None:
            self.close_connection = True
        else:
            self._reply(200, event, {"Lambda-Extension-Event-Identifier": str(uuid.uuid4())})

    def _body(self) -> tuple[bytes, dict[str, str]]:
        """Reads the body, and the trailers of a chunked one by their lower-case names."""
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0)), {}
        parts = []
        while size := self._chunk_size():
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        trailers = {}
        while line := self.rfile.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            trailers[name.strip().lower()] = value.strip()
        # One header for each trailer
        announced = ERROR_BODY in ",".join(self.headers.get_all("Trailer", [])).lower()
        found = _TRAILER_AS_DATA.fullmatch(parts[-1]) if announced and parts and not trailers else None
        if found:
            del parts[-1]
            trailers = {ERROR_TYPE: found[1].decode(), ERROR_BODY: found[2].decode()}
        return b"".join(parts), trailers

    def _chunk_size(self) -> int:
        # The adapter sends each piece when the one before is acknowledged, which Linux would put off for 40 ms
        if hasattr(socket, "TCP_QUICKACK"):
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return int(self.rfile.readline().split(b";")[0], 16)

    def _reply(self, status: int, body: bytes | dict, headers: dict[str, str] | None = None) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _error_in(trailers: dict[str, str]) -> str:
    """Type and message of an error of the runtime, from its trailers."""
    body = trailers.get(ERROR_BODY, "")
    try:
        body = base64.b64decode(body, validate=True).decode(errors="replace")
    except binascii.Error:
        pass  # the text stays as it is
    return f"{trailers[ERROR_TYPE]}: {body}"
