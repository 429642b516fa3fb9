"""Parameter mapping: changes of a request before its integration gets it, and of the integration's answer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from .contexts import Context
from .messages import Answer, Headers, HttpRequest

JSON_LIMIT = 100 * 1024
"""Bytes of a body in which a JSON path is looked for."""
_WHOLE = re.compile(r"\$((?:request|response|context|stageVariables)\b[^\s{}]*)")
_INNER = re.compile(
    r"\$(?:\{((?:request|response|context|stageVariables)\b[^{}]*)\}|((?:request|response|context|stageVariables)(?:\.[\w\[\]-]+)+))"
)
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


def map_request(
    parameters: Mapping[str, str], request: HttpRequest, context: Context
) -> tuple[HttpRequest, str | None]:
    """The request as the integration gets it, and the path that replaces the integration's own; None for that one."""
    path = None
    # Every value is one of the request as it came: headers can be renamed
    resolve = _of_request(request, context)
    for key, expression in parameters.items():
        action, _, target = key.partition(":")
        kind, _, name = target.partition(".")
        value = evaluate(expression, resolve)
        if kind == "header":
            request = replace(request, headers=changed(request.headers, action, name, value))
        elif kind == "querystring":
            pairs = tuple(parse_qsl(request.query, keep_blank_values=True))
            query = urlencode(_changed(pairs, action, name, value, str))
            request = replace(request, query=query)
        elif target == "path":
            path = quote(value, safe="/%:@!$&'()*+,;=~")
    return request, path


def map_answer(parameters: Mapping[str, Mapping[str, str]], answer: Answer, context: Context) -> Answer:
    """The answer with the changes that are set for its status."""
    resolve = _of_answer(answer, context)
    for key, expression in parameters.get(str(answer.status), {}).items():
        action, _, target = key.partition(":")
        value = evaluate(expression, resolve)
        if target == "statuscode" and value.isdecimal():
            answer = replace(answer, status=int(value))
        elif target.startswith("header."):
            answer = replace(answer, headers=changed(answer.headers, action, target.removeprefix("header."), value))
    return answer


def evaluate(expression: str, resolve: Callable[[str], str | None]) -> str:
    """The value of an expression: a variable, or text with variables in it. What is not there is empty."""
    expression = expression.strip("'") if expression == "''" else expression
    if whole := _WHOLE.fullmatch(expression):
        return resolve(whole[1]) or ""
    return _INNER.sub(lambda match: resolve(match[1] or match[2]) or "", expression)


def changed(headers: Headers, action: str, name: str, value: str) -> Headers:
    return _changed(headers, action, name, value, str.lower)


def _changed(pairs: Headers, action: str, name: str, value: str, fold: Callable[[str], str]) -> Headers:
    if action == "append":
        return (*pairs, (name, value))
    rest = tuple(pair for pair in pairs if fold(pair[0]) != fold(name))
    return rest if action == "remove" else (*rest, (name, value))


def _of_request(request: HttpRequest, context: Context) -> Callable[[str], str | None]:
    def resolve(name: str) -> str | None:
        source, _, rest = name.partition(".")
        if source != "request":
            return _of_gateway(source, rest, context)
        kind, _, rest = rest.partition(".")
        if kind == "header":
            return request.header(rest)
        if kind == "querystring":
            values = request.parameters.get(rest)
            return None if values is None else ",".join(values)
        if kind == "path":
            return context.path_variables.get(rest) if rest else context.path
        return _in_body(request.body, kind, rest)

    return resolve


def _of_answer(answer: Answer, context: Context) -> Callable[[str], str | None]:
    def resolve(name: str) -> str | None:
        source, _, rest = name.partition(".")
        if source != "response":
            return _of_gateway(source, rest, context)
        kind, _, rest = rest.partition(".")
        if kind == "header":
            values = [value for one, value in answer.headers if one.lower() == rest.lower()]
            return ",".join(values) if values else None
        return _in_body(answer.body, kind, rest)

    return resolve


def _of_gateway(source: str, name: str, context: Context) -> str | None:
    return context.variable(name) if source == "context" else context.stage.variables.get(name)


def _in_body(body: bytes, kind: str, path: str) -> str | None:
    if not kind.startswith("body"):
        return None
    if kind == "body" and not path:
        return body.decode(errors="replace")
    try:
        value: Any = json.loads(body[:JSON_LIMIT])
        for name, index in _STEP.findall(kind.removeprefix("body") + ("." + path if path else "")):
            value = value[int(index)] if index else value[name]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
