import httpx
import pytest
from fastapi import FastAPI

from app.core.rates import get_rates
from tests.conftest import LogIn, rates_of

pytestmark = pytest.mark.anyio
CHAIR = {"name": "Chair", "price": 49.5, "tax": 7.9}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def test_an_item_belongs_to_who_made_it(log_in: LogIn) -> None:
    alice = await log_in("alice")

    answer = await alice.post("/items", json=CHAIR)

    assert answer.status_code == 201
    item = answer.json()
    assert {name: item[name] for name in CHAIR} == CHAIR
    assert item["owner_id"] == (await alice.get("/users/me")).json()["id"]
    assert answer.headers["Location"] == f"items/{item['id']}"


async def test_items_are_made_by_users_and_read_by_anyone(client: httpx.AsyncClient, log_in: LogIn) -> None:
    alice = await log_in("alice")
    item = (await alice.post("/items", json=CHAIR)).json()

    assert (await client.post("/items", json=CHAIR)).status_code == 401
    assert (await client.get(f"/items/{item['id']}")).json() == item


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"price": 0}, ["body", "price"]),
        ({"price": 1.005}, ["body", "price"]),
        ({"name": "  "}, ["body", "name"]),
        ({"name": "Cha\0ir"}, ["body", "name"]),
        ({"tax": 49.5}, ["body"]),
    ],
)
async def test_what_is_wrong_with_an_item_is_told_by_its_place(
    log_in: LogIn, change: dict[str, object], place: list[str]
) -> None:
    alice = await log_in("alice")

    answer = await alice.post("/items", json={**CHAIR, **change})

    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [place]


async def test_items_come_page_by_page_and_by_their_names(log_in: LogIn) -> None:
    alice = await log_in("alice")
    for name in ("Chair", "Armchair", "Table", "100% wool"):
        await alice.post("/items", json={"name": name, "price": 1})

    async def names(**query: str | int) -> list[str]:
        return [item["name"] for item in (await alice.get("/items", params=query)).json()]

    assert await names(skip=1, limit=2) == ["Armchair", "Table"]
    assert await names(q="CHAIR") == ["Chair", "Armchair"]
    assert await names(q="0% ") == ["100% wool"]
    assert await names(q="0_ w") == []
    assert (await alice.get("/items", params={"limit": 101})).status_code == 422


@pytest.mark.parametrize(
    "path", ["/items/2147483648", "/items/0", "/items?skip=2147483648", "/items?skip=-1", "/items?q=cha%00ir"]
)
async def test_what_postgresql_cannot_hold_is_asked_for_in_vain(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 422
    assert (await client.get("/items/2147483647")).status_code == 404


async def test_an_item_is_removed_by_its_owner_alone(log_in: LogIn) -> None:
    alice, bob = await log_in("alice"), await log_in("bob")
    path = f"/items/{(await alice.post('/items', json=CHAIR)).json()['id']}"

    assert (await bob.delete(path)).status_code == 403
    assert (await alice.delete(path)).status_code == 204
    assert (await alice.get(path)).status_code == 404


async def test_a_picture_comes_back_as_it_was_sent(client: httpx.AsyncClient, log_in: LogIn) -> None:
    alice = await log_in("alice")
    path = f"/items/{(await alice.post('/items', json=CHAIR)).json()['id']}/picture"
    assert (await client.get(path)).status_code == 404

    answer = await alice.put(path, files={"file": ("chair.png", PNG, "image/png")})

    assert answer.json() == {"media_type": "image/png", "size": len(PNG)}
    picture = await client.get(path)
    assert (picture.content, picture.headers["Content-Type"]) == (PNG, "image/png")


@pytest.mark.parametrize(
    ("content", "media_type", "status"), [(b"<html>", "text/html", 415), (bytes(1_000_001), "image/png", 413)]
)
async def test_what_is_no_picture_or_too_large_is_refused(
    log_in: LogIn, content: bytes, media_type: str, status: int
) -> None:
    alice = await log_in("alice")
    path = f"/items/{(await alice.post('/items', json=CHAIR)).json()['id']}/picture"

    assert (await alice.put(path, files={"file": ("x", content, media_type)})).status_code == status


def rate(request: httpx.Request) -> httpx.Response:
    currency = request.url.params["symbols"]
    return httpx.Response(200, json={"rates": {currency: {"USD": 1.0831, "JPY": 161.5}[currency]}})


async def test_prices_in_other_currencies_are_those_of_the_service(app: FastAPI, log_in: LogIn) -> None:
    alice = await log_in("alice")
    item = (await alice.post("/items", json=CHAIR)).json()
    app.dependency_overrides[get_rates] = rates_of(rate)

    answer = await alice.get(f"/items/{item['id']}/prices", params={"currency": ["USD", "JPY"]})

    prices = [(price["currency"], price["price"]) for price in answer.json()]
    assert prices == [("USD", 53.61), ("JPY", 7994.25)]


@pytest.mark.parametrize(("answered", "status"), [(404, 404), (500, 502)])
async def test_a_service_that_does_not_answer_well_is_not_a_fault_of_the_app(
    app: FastAPI, log_in: LogIn, answered: int, status: int
) -> None:
    alice = await log_in("alice")
    item = (await alice.post("/items", json=CHAIR)).json()
    app.dependency_overrides[get_rates] = rates_of(lambda _request: httpx.Response(answered))

    answer = await alice.get(f"/items/{item['id']}/prices", params={"currency": "USD"})

    assert answer.status_code == status
