"""Tables of DynamoDB as moto keeps them, with rules of AWS that moto lacks. LocalStack's own are in a program
in Java, which it would download.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

import re
from collections.abc import Iterator
from types import ModuleType

from .moto_services import add_service

_WORD = re.compile(r"(?<![#:.\w])#?[A-Za-z_]\w*")
"""A name that an expression begins a path with, as it is or with #; an operator or a function."""
_OPERATORS = {"AND", "BETWEEN"}
_EXPRESSIONS = (
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
    "ConditionExpression",
    "UpdateExpression",
)
_PLACEHOLDER = re.compile(r"[:#]\w+")
_SETS = ("SS", "NS", "BS")
_LARGEST_BATCH = 25
_MOST_DIGITS = 38


def install(plugins: ModuleType) -> None:
    add_service(plugins, "dynamodb", check=check)


def check(context, request: dict) -> None:
    """@raise: as DynamoDB does, for what moto takes"""
    for text in _problems(context, request):
        from localstack.aws.api import CommonServiceException

        raise CommonServiceException("ValidationException", text, status_code=400, sender_fault=True)


def _problems(context, request: dict) -> Iterator[str]:
    operation = context.operation.name
    if operation == "Query":
        yield from _reserved(request.get("KeyConditionExpression", ""))
    for one in _requests(request):
        yield from _undefined(one)
        yield from _unused(one)
    for value in _values(request):
        yield from _odd(value)
    if operation == "Query":
        yield from _filtered_keys(request, _keys(context, request))
    if operation == "BatchWriteItem" and sum(map(len, request["RequestItems"].values())) > _LARGEST_BATCH:
        yield "Too many items requested for the BatchWriteItem call"


def _reserved(condition: str) -> Iterator[str]:
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    # A name with # is none of them
    reserved = {*ReservedKeywords.get_reserved_keywords()} - _OPERATORS
    for word in _WORD.findall(condition):
        if word.upper() in reserved:
            yield (
                "Invalid KeyConditionExpression: Attribute name is a reserved keyword; "
                f"reserved keyword: {word}"
            )


def _requests(request: dict) -> Iterator[dict]:
    """The request, or those that a transaction makes."""
    yield request
    for item in request.get("TransactItems", []):
        yield from item.values()


def _undefined(request: dict) -> Iterator[str]:
    given = {*request.get("ExpressionAttributeValues", {}), *request.get("ExpressionAttributeNames", {})}
    for expression in _EXPRESSIONS:
        for name in _PLACEHOLDER.findall(request.get(expression, "")):
            if name not in given:
                kind = "value" if name.startswith(":") else "name"
                yield (
                    f"Invalid {expression}: An expression attribute {kind} used in the document path is not "
                    f"defined; attribute {kind}: {name}"
                )


def _unused(request: dict) -> Iterator[str]:
    used = " ".join(request.get(name, "") for name in _EXPRESSIONS)
    values = request.get("ExpressionAttributeValues", {})
    if unused := [name for name in values if not re.search(rf"{re.escape(name)}(?!\w)", used)]:
        listed = ", ".join(unused)
        yield f"Value provided in ExpressionAttributeValues unused in expressions: keys: {{{listed}}}"


def _values(part) -> Iterator[tuple[str, object]]:
    """The values of DynamoDB in a request, each with its type: `("N", "12")`."""
    if isinstance(part, list):
        for one in part:
            yield from _values(one)
    if isinstance(part, dict):
        # an attribute may have the name of a type: what it holds is no text and no list then
        if len(part) == 1:
            yield from part.items()
        for one in part.values():
            yield from _values(one)


def _odd(value: tuple[str, object]) -> Iterator[str]:
    kind, content = value
    if kind == "N" and isinstance(content, str) and _digits(content) > _MOST_DIGITS:
        yield f"Attempting to store more than {_MOST_DIGITS} significant digits in a Number"
    if kind in _SETS and isinstance(content, list) and len({*map(_hashable, content)}) < len(content):
        listed = ", ".join(map(str, content))
        yield f"One or more parameter values were invalid: Input collection [{listed}] contains duplicates."
    if kind == "NS" and isinstance(content, list):
        for one in content:
            yield from _odd(("N", one))


def _digits(number: str) -> int:
    """The significant digits of a number."""
    mantissa = re.sub(r"[eE].*", "", number)
    return len(re.sub(r"\D", "", mantissa).strip("0"))


def _hashable(value: object) -> object:
    return value if isinstance(value, (bytes, str)) else repr(value)


def _keys(context, request: dict) -> set[str]:
    """The attributes that are keys of a table, or of the index that is asked."""
    from moto.dynamodb.models import dynamodb_backends

    table = dynamodb_backends[context.account_id][context.region].tables.get(request["TableName"])
    if table is None:
        return set()  # moto says so
    schemas = {None: table.schema, **{index.name: index.schema for index in table.all_indexes()}}
    return {key["AttributeName"] for key in schemas.get(request.get("IndexName"), [])}


def _filtered_keys(request: dict, keys: set[str]) -> Iterator[str]:
    names = request.get("ExpressionAttributeNames", {})
    for word in _WORD.findall(request.get("FilterExpression", "")):
        if (name := names.get(word, word)) in keys:
            yield (
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {name}"
            )
