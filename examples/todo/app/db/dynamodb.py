"""Todos in a table of DynamoDB: all that the app knows of AWS. `boto3` is in Lambda already."""

from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from app.db.repository import NotFoundError
from app.models.todo import Todo

LIST = {"list": "todos"}
"""The partition that all todos are in, in the order of their ids. It takes 1,000 writes a second."""

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def _typed(values: dict[str, object]) -> dict[str, Any]:
    return {name: _serialize(value) for name, value in values.items()}


def _key(todo_id: str) -> dict[str, Any]:
    return _typed({**LIST, "id": todo_id})


def _todo(item: dict[str, Any]) -> Todo:
    return Todo.model_validate({name: _deserialize(value) for name, value in item.items()})


class DynamoRepository:
    def __init__(self, table: str) -> None:
        # Unlike a resource, a client may be used by several threads
        self._client = boto3.client("dynamodb")
        self._table = table

    def add(self, todo: Todo) -> None:
        item = _typed({**LIST, **todo.model_dump(mode="json")})
        self._client.put_item(
            TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(id)"
        )

    def get(self, todo_id: str) -> Todo:
        answer = self._client.get_item(TableName=self._table, Key=_key(todo_id), ConsistentRead=True)
        if "Item" not in answer:
            raise NotFoundError(todo_id)
        return _todo(answer["Item"])

    def page(self, after: str | None, limit: int) -> list[Todo]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="#list = :list AND id > :after",
            ExpressionAttributeNames={"#list": "list"},
            # No id is less than a digit
            ExpressionAttributeValues=_typed({":list": LIST["list"], ":after": after or "-"}),
            Limit=limit,
        )
        return [_todo(item) for item in answer["Items"]]

    def change(self, todo_id: str, values: dict[str, object]) -> Todo:
        if not values:
            return self.get(todo_id)
        names = {f"#{at}": name for at, name in enumerate(values)}
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(todo_id),
                ConditionExpression="attribute_exists(id)",
                UpdateExpression="SET " + ", ".join(f"{name} = :{name[1:]}" for name in names),
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=_typed(
                    {f":{at}": value for at, value in enumerate(values.values())}
                ),
                ReturnValues="ALL_NEW",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            raise NotFoundError(todo_id) from None
        return _todo(answer["Attributes"])

    def delete(self, todo_id: str) -> None:
        try:
            self._client.delete_item(
                TableName=self._table, Key=_key(todo_id), ConditionExpression="attribute_exists(id)"
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            raise NotFoundError(todo_id) from None
