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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue

from .access import is_here
from .peer import is_own
from .streaming import StreamedAnswer

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
_PART_BYTES = 64 * 1024
"""Bytes of an answer that are read at a time."""
RUNTIME = "runtime"
"""The name of the runtime among those who take part in an invocation."""
_THANKS = b'{"status": "OK"}'


@dataclass(frozen=True)
class Invocation:
    request_id: str
    payload: bytes
    arn: str
    deadline_ms: int
    """Deadline in milliseconds since 1970."""
    trace_id: str
    answer: StreamedAnswer | None = None
    """Takes a streamed answer while it comes. @default - it is gathered"""


@dataclass(frozen=True)
class RuntimeReady:
    """The runtime asks for its next invocation: it has started, or has done the last one."""


@dataclass(frozen=True)
class Answer:
    request_id: str
    payload: bytes
    """Without what was taken while it came."""
    is_error: bool
    broken: str | None = None
    """The reason why a streamed answer broke off, after the payload's bytes; None for a whole or unstreamed answer."""
    left: bool = False
    """Whether the caller left before the end of a streamed answer, which the function knows nothing of."""


@dataclass(frozen=True)
class InitError:
    payload: bytes


class RuntimeApi:
    """Serves one sandbox of an environment. Its events go into `events`.

    `asked` is called with one of `awaited` when it has done its part of an invocation, and asks for the next event.
    """

    def __init__(self, function: dict, events: SimpleQueue, asked: Callable[[str], None]):
        self.function = function
        self.events = events
        self.asked = asked
        self._invocations: SimpleQueue[Invocation | None] = SimpleQueue()
        self._extensions: dict[str, _Extension] = {}
        self.current: Invocation | None = None
        """The invocation that was handed out and not answered yet."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True, name="runtime-api").start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def awaited(self) -> set[str]:
        """Those who take part in an invocation: the runtime, and the extensions that are told of it."""
        return {RUNTIME, *(name for name, one in self._extensions.items() if "INVOKE" in one.events)}

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
        self.current = invocation
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
        match self.path.strip("/").split("/"):
            case ["2018-06-01", "runtime", "invocation", request_id, "response"]:
                self._answer(request_id)
            case ["2018-06-01", "runtime", "invocation", request_id, "error"]:
                self._answer(request_id, is_error=True)
            case ["2018-06-01", "runtime", "init", "error"]:
                self.api.events.put(InitError(self._body()))
                self._reply(202, _THANKS)
            case ["2020-01-01", "extension", "register"]:
                self._register(self._body())
            case ["2020-01-01", "extension", "init" | "exit", "error"]:
                self._body()
                self._reply(202, _THANKS)
            case _:
                self._body()
                self._reply(404, {"errorType": "NotFound", "errorMessage": self.path})

    def _next_invocation(self) -> None:
        self.api.events.put(RuntimeReady())
        if self.api.current is None:
            self.api.asked(RUNTIME)
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

    def _answer(self, request_id: str, is_error: bool = False) -> None:
        api, invocation = self.api, self.api.current
        if invocation is None or request_id != invocation.request_id:
            self._body()
            self._reply(400, {"errorType": "InvalidRequestID", "errorMessage": "Invalid request ID"})
            return
        api.current = None
        streamed = self.headers.get("Lambda-Runtime-Function-Response-Mode", "").lower() == "streaming"
        if streamed and not is_error and invocation.answer:
            self._pass_on(request_id, invocation.answer)
            return
        body = self._body()
        if len(body) > MAX_BUFFERED_RESPONSE and not streamed:
            error = {
                "errorType": "Function.ResponseSizeTooLarge",
                "errorMessage": "Response payload size exceeded maximum allowed payload size "
                f"({MAX_BUFFERED_RESPONSE} bytes).",
            }
            api.events.put(Answer(request_id, json.dumps(error).encode(), True))
            self._reply(413, error)
            return
        broken = self._broken() if streamed else None
        api.events.put(Answer(request_id, body, is_error or broken is not None, broken))
        self._reply(202, _THANKS)

    def _pass_on(self, request_id: str, answer: StreamedAnswer) -> None:
        """Passes a streamed answer on while it comes, until the function is at its end or the caller leaves."""
        answer.body.on_leaving(lambda: self.api.events.put(Answer(request_id, b"", False, left=True)))
        for part in self._parts():
            if not answer.put(part):
                self.close_connection = True
                return
        broken = self._broken()
        self.api.events.put(Answer(request_id, answer.payload(), broken is not None, broken))
        self._reply(202, _THANKS)

    def _broken(self) -> str | None:
        """The reason why the body that was read is not whole; None for a whole one."""
        return _error_in(self._trailers) if ERROR_TYPE in self._trailers else None

    def _register(self, body: bytes) -> None:
        identifier = str(uuid.uuid4())
        self.api._extensions[identifier] = _Extension(json.loads(body or b"{}").get("events") or [])
        self._reply(200, self.api.function, {"Lambda-Extension-Identifier": identifier})

    def _next_event(self) -> None:
        extension = self.api._extensions.get(self.headers.get("Lambda-Extension-Identifier", ""))
        if extension is None:
            self._reply(403, {"errorType": "Extension.UnknownExtensionIdentifier", "errorMessage": "Register first"})
            return
        if extension.outbox.empty():
            self.api.asked(self.headers["Lambda-Extension-Identifier"])
        event = extension.outbox.get()
        if event is None:
            self.close_connection = True
        else:
            self._reply(200, event, {"Lambda-Extension-Event-Identifier": str(uuid.uuid4())})

    def _body(self) -> bytes:
        return b"".join(self._parts())

    def _parts(self) -> Iterator[bytes]:
        """Reads the body while it comes. The trailers of a chunked one are known at its end, by lower-case names."""
        self._trailers: dict[str, str] = {}
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            yield from self._read(int(self.headers.get("Content-Length") or 0))
            return
        # One header for each trailer
        announced = ERROR_BODY in ",".join(self.headers.get_all("Trailer", [])).lower()
        held: tuple[bytes, re.Match] | None = None
        while size := self._chunk_size():
            if held:
                yield held[0]
            held = None
            for part in self._read(size):
                error = _TRAILER_AS_DATA.fullmatch(part) if announced and len(part) == size else None
                if error:
                    held = part, error
                else:
                    yield part
            self.rfile.readline()
        while line := self.rfile.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            self._trailers[name.strip().lower()] = value.strip()
        if held and self._trailers:
            yield held[0]
        elif held:
            self._trailers = {ERROR_TYPE: held[1][1].decode(), ERROR_BODY: held[1][2].decode()}

    def _read(self, size: int) -> Iterator[bytes]:
        while size:
            part = self.rfile.read(min(size, _PART_BYTES))
            if not part:
                raise ConnectionError("the connection ended within a body")
            size -= len(part)
            yield part

    def _chunk_size(self) -> int:
        # The adapter sends each piece when the one before is acknowledged, which Linux would put off for 40 ms
        if hasattr(socket, "TCP_QUICKACK"):
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        line = self.rfile.readline()
        if not line:
            raise ConnectionError("the connection ended between two chunks of a body")
        return int(line.split(b";")[0], 16)

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
