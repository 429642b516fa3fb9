import pytest
from pydantic import ValidationError

from app.models.todo import Priority, TodoChange, TodoIn


def test_a_title_is_enough():
    todo = TodoIn(title=" Buy milk ")

    assert (todo.title, todo.description, todo.priority) == ("Buy milk", "", Priority.MEDIUM)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"title": ""}, {"title": "  "}, {"title": "x" * 201}, {"title": "a", "priority": "urgent"}],
)
def test_what_is_no_todo_is_refused(wrong: dict):
    with pytest.raises(ValidationError):
        TodoIn.model_validate(wrong)


def test_a_change_has_what_was_given_and_nothing_else():
    change = TodoChange(done=False, priority=Priority.LOW)

    assert change.given() == {"done": False, "priority": "low"}
