import pytest
from fastapi.testclient import TestClient

VERSIONS = ["/api/v1/todos", "/api/v2/todos"]


def add(client: TestClient, title: str, at: str = VERSIONS[0]) -> dict:
    answer = client.post(at, json={"title": title})
    assert answer.status_code == 201
    return answer.json()


@pytest.mark.parametrize("at", VERSIONS)
def test_a_todo_is_made_read_changed_and_removed(client: TestClient, at: str):
    todo = add(client, "Buy milk", at)
    path = f"{at}/{todo['id']}"

    assert client.get(path).json() == todo
    assert client.patch(path, json={"done": True}).json() == {**todo, "done": True}
    assert client.delete(path).status_code == 204
    assert [client.request(one, path).status_code for one in ("GET", "DELETE")] == [404, 404]
    assert client.patch(path, json={"done": True}).json() == {"detail": "There is no such todo"}


def test_version_1_lists_todos_and_version_2_pages_of_them(client: TestClient):
    made = [add(client, f"Todo {at}") for at in range(3)]
    in_order = sorted(made, key=lambda todo: todo["id"])
    first = client.get(VERSIONS[1], params={"limit": 2}).json()
    second = client.get(VERSIONS[1], params={"limit": 2, "after": first["next"]}).json()

    assert client.get(VERSIONS[0]).json() == in_order
    assert first == {"items": in_order[:2], "next": in_order[1]["id"]}
    assert second == {"items": in_order[2:], "next": None}


@pytest.mark.parametrize("body", [{}, {"title": " "}, {"title": "a", "priority": "urgent"}])
def test_what_is_no_todo_gets_422(client: TestClient, body: dict):
    assert client.post(VERSIONS[0], json=body).status_code == 422


def test_operations_have_names_of_their_own(client: TestClient):
    paths = client.get("/openapi.json").json()["paths"]
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]

    assert len(names) == len(set(names)) == 11
    assert {"health", "v1_list_todos", "v2_list_todos"} < set(names)
