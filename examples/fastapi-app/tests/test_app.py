import json
import logging
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from app.main import app, handler

PROJECT = Path(__file__).parents[1]


def test_the_root_tells_name_and_version(client: TestClient) -> None:
    assert client.get("/").json() == {"name": "My API", "version": "0.1.0"}


def test_the_health_check_answers(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_echo_shows_the_request(client: TestClient, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    echo = client.request(method, "/echo?a=1", headers={"X-Test": "yes"}).json()
    assert (echo["method"], echo["path"], echo["log_level"]) == (method, "/echo", "DEBUG")
    assert echo["headers"]["x-test"] == "yes"


def test_an_unhandled_error_is_logged_and_answered_without_its_text(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="app"):
        response = client.get("/boom")
    assert response.status_code == 500
    assert response.json() == {"detail": "Internal Server Error"}
    assert "Unhandled error: GET /boom" in caplog.text
    assert "RuntimeError: This route always fails" in caplog.text


def test_an_unknown_path_and_a_wrong_method_have_the_same_form_of_error(client: TestClient) -> None:
    assert client.get("/nowhere").json() == {"detail": "Not Found"}
    assert client.delete("/").json() == {"detail": "Method Not Allowed"}


def test_operation_ids_are_the_names_of_the_functions_and_unique() -> None:
    ids = [
        operation["operationId"] for path in app.openapi()["paths"].values() for operation in path.values()
    ]
    assert {"list_items", "create_item", "checksum_file", "boom"} <= set(ids)
    assert [name for name, times in Counter(ids).items() if times > 1] == []


def test_the_committed_openapi_document_is_up_to_date(tmp_path: Path) -> None:
    run = export(PROJECT, "--out", str(tmp_path / "openapi.json"))
    assert (run.returncode, run.stderr) == (0, "")
    assert (PROJECT / "openapi.json").read_text("utf-8") == (tmp_path / "openapi.json").read_text("utf-8"), (
        "run: python scripts/export_openapi.py"
    )


def test_the_exported_document_tells_which_path_parameters_take_slashes(tmp_path: Path) -> None:
    (tmp_path / "served.py").write_text(
        "from fastapi import APIRouter, FastAPI, Request\n"
        "app, router, inner = FastAPI(), APIRouter(prefix='/r'), APIRouter(prefix='/i')\n"
        "@app.get('/a/{p:path}')\n"
        "def a(p: str): ...\n"
        "@app.put('/a/{p}')\n"
        "def b(p: str): ...\n"
        "@inner.get('/{q}/{p:path}')\n"
        "def c(q: str, p: str, x: int = 0): ...\n"
        "@app.get('/raw/{p:path}')\n"
        "def d(request: Request): ...\n"
        "router.include_router(inner)\n"
        "app.include_router(router)\n"
        "app.mount('/sub', FastAPI())\n"
        "kept = app.openapi()\n"
        "def unchanged():\n"
        "    return kept is app.openapi() and 'x-starlette' not in str(kept)\n"
    )
    script = PROJECT / "scripts" / "export_openapi.py"
    probe = (
        f"import runpy; load = runpy.run_path({str(script)!r})['load']; load('served:app')\n"
        "import served; assert served.unchanged()"
    )
    assert subprocess.run([sys.executable, "-c", probe], cwd=tmp_path, check=False).returncode == 0
    run = export(tmp_path, "--app", "served:app")
    assert (run.returncode, run.stderr) == (0, "")
    paths = json.loads((tmp_path / "openapi.json").read_text("utf-8"))["paths"]
    assert {
        f"{method} {path}": [
            (parameter["name"], parameter.get("x-starlette-convertor"))
            for parameter in operation["parameters"]
        ]
        for path, item in paths.items()
        for method, operation in item.items()
    } == {
        "get /a/{p}": [("p", "path")],
        "put /a/{p}": [("p", None)],
        "get /r/i/{q}/{p}": [("q", None), ("p", "path"), ("x", None)],
        "get /raw/{p}": [("p", "path")],
    }


def test_what_is_served_beside_the_document_is_listed(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text(
        "from fastapi import APIRouter, FastAPI, WebSocket\n"
        "app, router = FastAPI(redoc_url=None, docs_url='/handbook'), APIRouter(prefix='/v1')\n"
        "@router.get('/hidden/{name}', include_in_schema=False)\n"
        "def hidden(name: str): ...\n"
        "@router.get('/listed')\n"
        "def listed(): ...\n"
        "@router.websocket('/live')\n"
        "async def live(socket: WebSocket): ...\n"
        "app.include_router(router)\n"
        "app.mount('/sub', FastAPI())\n"
    )
    run = export(tmp_path, "--app", "beside:app", "--unlisted", "unlisted.json")
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads((tmp_path / "unlisted.json").read_text("utf-8")) == [
        {"kind": "route", "methods": ["GET", "HEAD"], "path": "/openapi.json"},
        {"kind": "route", "methods": ["GET", "HEAD"], "path": "/handbook", "docs": True},
        {"kind": "route", "methods": ["GET", "HEAD"], "path": "/docs/oauth2-redirect"},
        {"kind": "route", "methods": ["GET"], "path": "/v1/hidden/{name}", "file": "beside.py", "line": 3},
        {"kind": "websocket", "path": "/v1/live", "file": "beside.py", "line": 7},
        {"kind": "mount", "path": "/sub"},
    ]


def test_an_application_that_cannot_be_imported_leaves_one_line_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import json\nimport no_such_package\n")
    run = export(tmp_path, "--app", "broken:app")
    assert run.returncode == 1
    assert run.stderr == (
        "export_openapi: cannot import broken: "
        "ModuleNotFoundError: No module named 'no_such_package' (broken.py:2)\n"
    )
    assert not (tmp_path / "openapi.json").exists()


def test_a_single_event_is_answered_too() -> None:
    event = {
        "version": "2.0",
        "rawPath": "/healthz",
        "rawQueryString": "",
        "headers": {"host": "example.com"},
        "requestContext": {"http": {"method": "GET", "path": "/healthz", "sourceIp": "192.0.2.1"}},
        "isBase64Encoded": False,
    }
    answer = handler(event, cast("Any", None))
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "ok"})


def export(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = PROJECT / "scripts" / "export_openapi.py"
    return subprocess.run(
        [sys.executable, str(script), *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
