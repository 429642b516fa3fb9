"""Parts of an HTTP answer that a function has given: whether they can be sent, and in which form."""

import json
import re
from typing import Any

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Malformed(ValueError):
    """An answer that is none, in words for a log."""


def status_of(given: Any) -> int:
    """The status code that a function has given, as a number or as its digits. Raises Malformed."""
    number = int(given) if isinstance(given, str) and re.fullmatch(r"[0-9]{3}", given) else given
    if not isinstance(number, int) or isinstance(number, bool) or not 100 <= number <= 599:
        raise Malformed(f"the status code is {json.dumps(given)}")
    return number


def require_header(name: str, value: str) -> None:
    """Raises Malformed where a header would end its line, or its name is none."""
    if not _NAME.fullmatch(name):
        raise Malformed(f"{json.dumps(name)} is no name of a header")
    if _CONTROL.search(value):
        raise Malformed(f"the header {name} has a control character, such as the end of a line")


def as_sent(value: str) -> str:
    """The value of a header as servers of Python take it, a character for each byte: Latin-1 as it is, UTF-8 of all else."""
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode("latin-1")
    return value


def require_whole(answer: Any) -> None:
    """Looks at what a function behind a REST API has returned, as far as LocalStack does not. Raises Malformed.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    if not isinstance(answer, dict):
        return
    if "statusCode" in answer:
        status_of(answer["statusCode"])
    body = answer.get("body")
    if body is not None and not isinstance(body, str):
        raise Malformed("the body is no text: json.dumps makes one of other values")
    for kind in ("headers", "multiValueHeaders"):
        table = answer.get(kind)
        for name, value in table.items() if isinstance(table, dict) else ():
            for one in value if isinstance(value, list) else [value]:
                if not isinstance(one, str | bool):
                    raise Malformed(f"{kind} has a value for {name} that is no text")
                require_header(name, str(one))
