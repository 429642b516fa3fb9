"""Both repositories do the same."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from app.db.dynamodb import DynamoRepository
from app.db.memory import MemoryRepository
from app.db.repository import NotFoundError, Repository
from app.models.todo import Priority, Todo

TABLE = "todos"
"""As `terraform/table.tf` has it."""


@pytest.fixture(params=["memory", "dynamodb"])
def repository(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    if request.param == "memory":
        yield MemoryRepository()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-the-tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName=TABLE,
            KeySchema=[
                {"AttributeName": "list", "KeyType": "HASH"},
                {"AttributeName": "id", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "list", "AttributeType": "S"},
                {"AttributeName": "id", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        yield DynamoRepository(TABLE)


def todo(todo_id: str) -> Todo:
    return Todo(id=todo_id, title=f"Todo {todo_id}", priority=Priority.HIGH)


def test_gives_back_what_was_added(repository: Repository):
    one = todo("1")
    repository.add(one)

    assert repository.get("1") == one


def test_gives_pages_in_the_order_of_ids(repository: Repository):
    for one in ("3", "1", "2", "4"):
        repository.add(todo(one))

    assert [one.id for one in repository.page(None, 2)] == ["1", "2"]
    assert [one.id for one in repository.page("2", 9)] == ["3", "4"]
    assert repository.page("4", 9) == []


def test_changes_what_is_given_and_keeps_the_rest(repository: Repository):
    repository.add(todo("1"))
    changed = repository.change("1", {"done": True, "description": "Two of it"})

    assert changed == repository.get("1")
    assert changed == todo("1").model_copy(
        update={"done": True, "description": "Two of it", "created_at": changed.created_at}
    )
    assert repository.change("1", {}) == changed


def test_has_no_todo_any_more_that_was_deleted(repository: Repository):
    repository.add(todo("1"))
    repository.delete("1")

    assert repository.page(None, 9) == []


@pytest.mark.parametrize("values", [{"done": True}, {}])
def test_knows_no_todo_that_is_not_there(repository: Repository, values: dict[str, object]):
    for ask in (repository.get, repository.delete, lambda one: repository.change(one, values)):
        with pytest.raises(NotFoundError):
            ask("1")

    assert repository.page(None, 9) == []
