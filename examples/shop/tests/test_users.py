import httpx
import jwt
import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.config import Settings
from app.core.security import create_token
from app.crud import users
from app.models import User
from tests.conftest import PASSWORD, KeptTasks, LogIn

pytestmark = pytest.mark.anyio
ALICE = {"username": "alice", "email": "alice@example.com", "password": PASSWORD}


async def test_a_new_user_is_told_without_the_password(client: httpx.AsyncClient, db: AsyncSession) -> None:
    answer = await client.post("/users", json=ALICE)

    assert answer.status_code == 201
    assert answer.json()["username"] == "alice"
    assert "password" not in answer.text
    hashed = await db.scalar(select(User.hashed_password))
    assert hashed is not None
    assert hashed.startswith("$argon2")


async def test_a_new_user_is_welcomed_after_the_answer(client: httpx.AsyncClient, tasks: KeptTasks) -> None:
    user = (await client.post("/users", json=ALICE)).json()

    assert [(task.key, task.user_id) for task in tasks.added] == [(f"welcome-{user['id']}", user["id"])]


@pytest.mark.parametrize("same", ["username", "email"])
async def test_a_name_and_an_address_belong_to_one_user(client: httpx.AsyncClient, same: str) -> None:
    await client.post("/users", json=ALICE)
    other = {"username": "bob", "email": "bob@example.com", "password": PASSWORD, same: ALICE[same]}

    assert (await client.post("/users", json=other)).status_code == 409


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "al"),
        ("username", "al ice"),
        ("email", "alice"),
        ("full_name", "Ali\0ce"),
        ("password", "short"),
    ],
)
async def test_what_is_wrong_with_a_new_user_is_told_by_field(
    client: httpx.AsyncClient, field: str, value: str
) -> None:
    answer = await client.post("/users", json={**ALICE, field: value})

    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["body", field]]


async def test_a_password_is_never_repeated(client: httpx.AsyncClient) -> None:
    assert "secret" not in (await client.post("/users", json={**ALICE, "password": "secret"})).text


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong password"), ("nobody", PASSWORD)])
async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    client: httpx.AsyncClient, name: str, password: str
) -> None:
    await client.post("/users", json=ALICE)

    answer = await client.post("/token", data={"username": name, "password": password})

    assert answer.status_code == 401
    assert answer.json() == {"detail": "Name or password is wrong"}


async def test_a_name_that_postgresql_cannot_hold_is_nobody_without_a_query(db: AsyncSession) -> None:
    queries: list[object] = []
    event.listen(db.sync_session, "do_orm_execute", queries.append)

    assert await users.by_name(db, "ali\0ce") is None
    assert queries == []
    assert await users.by_name(db, "nobody") is None
    assert len(queries) == 1


async def test_a_token_says_who_calls(log_in: LogIn) -> None:
    alice = await log_in("alice")

    assert (await alice.get("/users/me")).json()["username"] == "alice"


async def test_a_token_that_is_not_of_this_app_or_too_old_is_refused(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    user_id = (await client.post("/users", json=ALICE)).json()["id"]
    good = create_token(user_id, settings)
    old = create_token(user_id, settings.model_copy(update={"access_token_minutes": -1}))
    foreign = jwt.encode(jwt.decode(good, options={"verify_signature": False}), "x" * 32, algorithm="HS256")

    async def status(token: str) -> int:
        return (await client.get("/users/me", headers={"Authorization": f"Bearer {token}"})).status_code

    assert [await status(token) for token in (good, old, foreign, "nonsense")] == [200, 401, 401, 401]
    assert (await client.get("/users/me")).headers["WWW-Authenticate"] == "Bearer"
