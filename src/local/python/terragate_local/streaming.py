"""A function's streamed HTTP answer, turned into the buffered form.

A streamed answer is the metadata as JSON, eight NUL bytes, then the body.
https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
"""

import base64
import json

DELIMITER = b"\0" * 8
METADATA_LIMIT = 16 * 1024
"""Most bytes before the delimiter."""


def is_streamed(payload: bytes) -> bool:
    return payload[:1] == b"{" and DELIMITER in payload[: METADATA_LIMIT + len(DELIMITER)]


def has_body(payload: bytes) -> bool:
    """Whether a part of the body came, after the metadata."""
    return bool(payload.partition(DELIMITER)[2])


def to_buffered(payload: bytes) -> dict:
    """The answer as a proxy integration's buffered one: always Base64, so that no body can be misread as text."""
    metadata, _, body = payload.partition(DELIMITER)
    head = json.loads(metadata)
    # The adapter gives a header that the app sent more than once as a list
    headers = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in (head.get("headers") or {}).items()
    }
    for name, values in (head.get("multiValueHeaders") or {}).items():
        headers[name] = [str(value) for value in values]
    if head.get("cookies"):
        headers["set-cookie"] = list(head["cookies"])
    return {
        "statusCode": head.get("statusCode", 200),
        "multiValueHeaders": headers,
        "isBase64Encoded": True,
        "body": base64.b64encode(body).decode(),
    }
