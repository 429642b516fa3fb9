"""Tables of DynamoDB as moto keeps them, with rules of AWS that moto lacks. LocalStack's own are in a program in Java, which
it would download.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

import re
from collections.abc import Iterator
from types import ModuleType

from .moto_services import add_service

_WORD = re.compile(r"(?<![#:.\w])#?[A-Za-z_]\w*")
"""A name that an expression begins a path with, as it is or with #; an operator or a function."""
_OPERATORS = {"AND", "BETWEEN"}
_EXPRESSIONS = ("KeyConditionExpression", "FilterExpression", "ProjectionExpression")
_LARGEST_BATCH = 25


def install(plugins: ModuleType) -> None:
    add_service(plugins, "dynamodb", check=check)


def check(context, request: dict) -> None:
    """@raise: as DynamoDB does, for what moto takes"""
    for text in _problems(context, request):
        from localstack.aws.api import CommonServiceException

        raise CommonServiceException("ValidationException", text, status_code=400, sender_fault=True)


def _problems(context, request: dict) -> Iterator[str]:
    operation = context.operation.name
    if operation in ("Query", "Scan"):
        yield from _reserved(request.get("KeyConditionExpression", ""))
        yield from _unused(request)
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


def _unused(request: dict) -> Iterator[str]:
    used = " ".join(request.get(name, "") for name in _EXPRESSIONS)
    values = request.get("ExpressionAttributeValues", {})
    if unused := [name for name in values if not re.search(rf"{re.escape(name)}(?!\w)", used)]:
        yield f"Value provided in ExpressionAttributeValues unused in expressions: keys: {{{', '.join(unused)}}}"


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
