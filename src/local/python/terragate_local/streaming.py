"""A function's streamed HTTP answer: metadata as JSON, eight NUL bytes, then the body.

https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
"""

import json
from concurrent.futures import Future

from .answer_parts import Malformed, require_header, status_of
from .pieces import Pieces

DELIMITER = b"\0" * 8
METADATA_LIMIT = 16 * 1024
"""Most bytes before the delimiter."""


class StreamedAnswer:
    """An answer while it comes from its function: metadata, then pieces of a body.

    What a function streams without metadata is no HTTP answer: it is gathered, like one that is not streamed.
    """

    def __init__(self) -> None:
        self.begun: Future[bytes] = Future()
        """The metadata. They never come where the function streams no HTTP answer."""
        self.body = Pieces()
        self._gathered = bytearray()

    def put(self, piece: bytes) -> bool:
        """Adds what the function has sent, as soon as there is room. Returns whether somebody will take it."""
        if self.begun.done():
            return self.body.put(piece)
        self._gathered += piece
        if not is_streamed(self._gathered):
            return not self.body.left
        metadata, _, first = bytes(self._gathered).partition(DELIMITER)
        self._gathered.clear()
        self.begun.set_result(metadata)
        return self.body.put(first) if first else not self.body.left

    def payload(self) -> bytes:
        """What came without metadata."""
        return bytes(self._gathered)


def is_streamed(payload: bytes | bytearray) -> bool:
    return payload[:1] == b"{" and DELIMITER in payload[: METADATA_LIMIT + len(DELIMITER)]


def read_head(metadata: bytes) -> dict:
    """The metadata as a proxy integration's answer with an empty body. Raises Malformed."""
    try:
        head = json.loads(metadata)
    except ValueError:
        raise Malformed("what comes before the body is no JSON") from None
    # The adapter gives a header that the app sent more than once as a list
    headers = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in (head.get("headers") or {}).items()
    }
    for name, values in (head.get("multiValueHeaders") or {}).items():
        headers[name] = [str(value) for value in values]
    if head.get("cookies"):
        headers["set-cookie"] = list(head["cookies"])
    for name, values in headers.items():
        for value in values:
            require_header(name, str(value))
    return {"statusCode": status_of(head.get("statusCode", 200)), "multiValueHeaders": headers, "body": ""}
