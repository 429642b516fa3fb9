from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

APP, STAGING, OTHER = "https://app.example.com", "https://staging.example.com", "https://other.example.com"


@pytest.mark.parametrize("path", ["/", "/items/7", "/nowhere", "/items?limit=x", "/boom"])
@pytest.mark.parametrize("origin", [APP, STAGING])
def test_answers_and_errors_name_the_origin_that_asked(
    client_for_origins: Callable[[str], TestClient], path: str, origin: str
) -> None:
    response = client_for_origins(f"{APP}, {STAGING}").get(path, headers={"Origin": origin})
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["vary"] == "Origin"


@pytest.mark.parametrize("path", ["/", "/boom"])
@pytest.mark.parametrize("headers", [{}, {"Origin": OTHER}])
def test_other_origins_are_not_allowed_and_caches_know_that_it_matters(
    client_for_origins: Callable[[str], TestClient], path: str, headers: dict[str, str]
) -> None:
    response = client_for_origins(APP).get(path, headers=headers)
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["vary"] == "Origin"


def test_a_preflight_is_answered(client_for_origins: Callable[[str], TestClient]) -> None:
    headers = {
        "Origin": APP,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "x-test",
    }
    client = client_for_origins(APP)
    response = client.options("/items/1", headers=headers)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == APP
    assert "PATCH" in response.headers["access-control-allow-methods"]
    refused = client.options("/items/1", headers=headers | {"Origin": OTHER})
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("origins", ["", " , "])
def test_without_origins_there_is_no_cors(
    client_for_origins: Callable[[str], TestClient], origins: str
) -> None:
    response = client_for_origins(origins).get("/", headers={"Origin": APP})
    assert "access-control-allow-origin" not in response.headers
    assert "vary" not in response.headers


def test_credentials_and_readable_headers_come_from_the_environment(
    client_for_origins: Callable[[str], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORS_ALLOW_CREDENTIALS", "true")
    monkeypatch.setenv("CORS_EXPOSE_HEADERS", "x-total, x-page")
    response = client_for_origins(APP).get("/", headers={"Origin": APP})
    assert response.headers["access-control-allow-credentials"] == "true"
    assert response.headers["access-control-expose-headers"] == "Location, x-total, x-page"
    monkeypatch.setenv("CORS_ALLOW_CREDENTIALS", "false")
    response = client_for_origins(APP).get("/", headers={"Origin": APP})
    assert "access-control-allow-credentials" not in response.headers
