"""The answer to a request, from what a function returns, in both payload formats.

The page is https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html. What it
leaves open is as the authors of AWS's test tool for .NET have seen it:
https://github.com/aws/aws-lambda-dotnet/tree/master/Tools/LambdaTestTool-v2
"""

import base64
import binascii
import json
import logging
from typing import Any

from ..answer_parts import Malformed, require_header, status_of
from .messages import HOP_BY_HOP, Answer, failed

LOG = logging.getLogger(__name__)
NO_TYPE = "text/plain; charset=utf-8"
"""The content type of an answer that names none."""
_OF_GATEWAY = {*HOP_BY_HOP, "content-length"}


def answer_of(payload: bytes, version: str) -> Answer:
    """@param payload: what the function returned, or with a wrong form: 500"""
    try:
        given = json.loads(payload)
    except ValueError:
        given = None
    if isinstance(given, dict) and "statusCode" in given:
        try:
            return _whole(given, version)
        except Malformed as why:
            LOG.warning("The function returned no answer to a request: %s", why)
            return failed()
    return failed() if version == "1.0" else _inferred(payload, given)


def _inferred(payload: bytes, given: Any) -> Answer:
    """The function returned its body alone: no statusCode, or no JSON at all."""
    body = given.encode() if isinstance(given, str) else payload
    return Answer(200, (("content-type", "application/json"),), body)


def _whole(given: dict[str, Any], version: str) -> Answer:
    headers = _headers(given, version)
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", NO_TYPE))
    return Answer(status_of(given["statusCode"]), tuple(headers), _body(given))


def _headers(given: dict[str, Any], version: str) -> list[tuple[str, str]]:
    """Single values, then those of names with several values; each cookie is a header of its own."""
    single = _table(given.get("headers"))
    several = _table(given.get("multiValueHeaders")) if version == "1.0" else {}
    pairs = [(name, _text(value)) for name, value in single.items() if name not in several]
    pairs += [(name, _text(value)) for name, values in several.items() for value in _list(values)]
    if version == "2.0":
        pairs += [("set-cookie", _text(cookie)) for cookie in _list(given.get("cookies") or [])]
    for name, value in pairs:
        require_header(name, value)
    return [(name, value) for name, value in pairs if name not in _OF_GATEWAY]


def _table(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Malformed("its headers are no table")
    return {name.lower(): value for name, value in given.items()}


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise Malformed("cookies, or the values of a header, are no list")
    return given


def _text(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if not isinstance(value, str):
        raise Malformed("the value of a header is no text")
    return value


def _body(given: dict[str, Any]) -> bytes:
    body = given.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise Malformed("the body is no text: json.dumps makes one of other values")
    if given.get("isBase64Encoded") is not True:
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise Malformed("the body is no Base64") from None
