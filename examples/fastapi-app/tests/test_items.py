import pytest
from fastapi.testclient import TestClient

SCREWDRIVER = {"name": "Screwdriver", "category": "tool", "price": 4.5, "tags": ["steel", "small"]}


def test_an_item_lives_through_create_read_replace_update_and_delete(client: TestClient) -> None:
    created = client.post("/items", json=SCREWDRIVER)
    assert created.status_code == 201
    assert created.headers["location"] == "/items/1"
    item = created.json()
    assert item == SCREWDRIVER | {
        "id": 1,
        "description": None,
        "created_at": item["created_at"],
        "updated_at": None,
    }
    assert client.get("/items/1").json() == item

    replaced = client.put(
        "/items/1", json={"name": "Hammer", "category": "tool", "price": 9, "description": "Heavy"}
    )
    assert replaced.status_code == 200
    assert replaced.json()["tags"] == []
    assert replaced.json()["updated_at"] is not None

    updated = client.patch("/items/1", json={"price": 8})
    assert updated.json() == replaced.json() | {"price": 8, "updated_at": updated.json()["updated_at"]}
    assert client.patch("/items/1", json={"description": None}).json()["description"] is None

    deleted = client.delete("/items/1")
    assert deleted.status_code == 204
    assert deleted.content == b""
    assert client.get("/items/1").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Screwdriver", "Chess", "Saw"]),
        ("category=game", ["Chess"]),
        ("tag=steel", ["Screwdriver", "Saw"]),
        ("tag=steel&tag=small", ["Screwdriver"]),
        ("max_price=5", ["Screwdriver"]),
        ("offset=1&limit=1", ["Chess"]),
    ],
)
def test_a_list_is_narrowed_by_its_query(client: TestClient, query: str, names: list[str]) -> None:
    for item in (
        SCREWDRIVER,
        {"name": "Chess", "category": "game", "price": 20},
        {"name": "Saw", "category": "tool", "price": 12, "tags": ["steel"]},
    ):
        client.post("/items", json=item)
    page = client.get(f"/items?{query}").json()
    assert [item["name"] for item in page["items"]] == names
    assert page["total"] == (3 if "limit" in query else len(names))


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_unknown_item_is_answered_with_404_and_a_detail(client: TestClient, method: str) -> None:
    response = client.request(method, "/items/7", json=SCREWDRIVER if method in {"PUT", "PATCH"} else None)
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no item 7"}


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": None}, {"price": 0}, {"category": "pet"}, {"tags": ["", "a"]}]
)
def test_wrong_data_is_refused_with_its_place(client: TestClient, change: dict) -> None:
    client.post("/items", json=SCREWDRIVER)
    for response in (
        client.post("/items", json=SCREWDRIVER | change),
        client.patch("/items/1", json=change),
    ):
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"][:2] == ["body", *change]


def test_wrong_parameters_are_refused_with_their_place(client: TestClient) -> None:
    assert client.get("/items/0").json()["detail"][0]["loc"] == ["path", "item_id"]
    assert client.get("/items?category=pet").json()["detail"][0]["loc"] == ["query", "category"]
