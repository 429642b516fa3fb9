"""The guard of operations, `src/bundle/terragate_asgi.py`, with real applications: FastAPI, Starlette, Mangum."""

import asyncio
import itertools
import json
import random
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi import APIRouter, BackgroundTasks, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import PlainTextResponse, StreamingResponse
from mangum import Mangum
from starlette.applications import Starlette
from starlette.routing import Mount, Route, Router

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src/bundle"), str(ROOT / "examples/fastapi-app")]

import terragate_asgi  # noqa: E402
from terragate_asgi import BehindGateway, key_of  # noqa: E402

from app.gateway_prefix import GatewayPrefixMiddleware  # noqa: E402
from app.main import create_app  # noqa: E402

pytestmark = pytest.mark.usefixtures("in_lambda")


@pytest.fixture(name="in_lambda")
def _in_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")


def rest(route: str, method: str = "GET") -> dict[str, Any]:
    return {"resourcePath": route, "httpMethod": method, "path": "/prod/seen", "identity": {}}


def http(route: str, method: str = "GET") -> dict[str, Any]:
    return {"routeKey": route if route == "$default" else f"{method} {route}", "http": {"method": method}}


def ask(app: Any, path: str, context: Any = None, method: str = "GET", **scope: Any) -> tuple[int, Any]:
    """Status and body of a request as the adapter sends it; `context` is what it says of the gateway."""
    sent: list[dict[str, Any]] = []

    body = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        # a server says nothing more before the caller leaves
        return next(body, None) or await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = scope.pop("headers", [(b"x-amzn-lambda-context", b'{"request_id":"1"}')])
    if "aws.event" not in scope:
        headers = [*headers, (b"x-amzn-request-context", json.dumps(context).encode())]
    full = {
        **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "https", "root_path": ""},
        **{"method": method, "path": path, "raw_path": path.encode(), "query_string": b"key=secret"},
        **{"headers": headers, "server": ("example.com", 443), "client": ("192.0.2.1", 1)},
        **scope,
    }
    # asyncio.run() would take away the current loop, which Mangum's handlers of other tests use
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(app(full, receive, send))
    finally:
        loop.close()
    answer = b"".join(message.get("body", b"") for message in sent)
    try:
        return sent[0]["status"], json.loads(answer)
    except ValueError:
        return sent[0]["status"], answer.decode()


NOT_FOUND = (404, {"detail": "Not Found"})


def small_app() -> FastAPI:
    app = FastAPI()
    inner = APIRouter(prefix="/team/{team}")

    @app.get("/open/{path:path}")
    async def open_files(path: str) -> str:
        return "open"

    @app.get("/secret")
    async def secret() -> str:
        return "secret"

    @app.post("/secret")
    async def set_secret() -> str:
        return "set"

    @app.get("/users/me")
    async def me() -> str:
        return "me"

    @app.get("/users/{user_id}")
    async def user(user_id: str) -> str:
        return "user"

    @app.get("/hidden", include_in_schema=False)
    async def hidden() -> str:
        return "hidden"

    @inner.get("/{name}.json")
    async def named(team: str, name: str) -> str:
        return "named"

    @inner.get("/files/")
    async def files(team: str) -> str:
        return "files"

    app.include_router(inner)
    app.mount("/mounted", Starlette(routes=[Route("/in", lambda request: PlainTextResponse("in"))]))
    return app


@pytest.mark.parametrize("context", [rest, http])
class TestARequestThatIsAuthorizedForOneOperation:
    def test_runs_it(self, context: Any) -> None:
        app = BehindGateway(small_app())
        assert ask(app, "/secret", context("/secret")) == (200, "secret")
        assert ask(app, "/secret", context("/secret", "POST"), "POST") == (200, "set")
        assert ask(app, "/open/a/b", context("/open/{path+}")) == (200, "open")
        assert ask(app, "/users/7", context("/users/{id}")) == (200, "user")

    def test_runs_it_where_the_gateway_has_another_form_of_its_path(self, context: Any) -> None:
        app = BehindGateway(small_app())
        assert ask(app, "/team/a/b.json", context("/team/{team}/{name}")) == (200, "named")
        assert ask(app, "/team/a/files/", context("/team/{id}/files")) == (200, "files")

    @pytest.mark.parametrize("path", ["/secret", "/users/me", "/hidden", "/mounted/in", "/docs", "/openapi.json"])
    def test_never_runs_another_one(self, context: Any, path: str) -> None:
        app = BehindGateway(small_app())
        for route in ("/open/{path+}", "/users/{user_id}"):
            assert ask(app, path, context(route)) == NOT_FOUND

    def test_never_runs_it_by_another_method(self, context: Any) -> None:
        assert ask(BehindGateway(small_app()), "/secret", context("/secret"), "POST") == NOT_FOUND
        assert ask(BehindGateway(small_app()), "/secret", context("/secret"), "HEAD") == NOT_FOUND

    def test_gets_the_answer_of_an_unknown_path_where_it_would_run_another_one(self, context: Any) -> None:
        app = small_app()

        @app.exception_handler(404)
        async def unknown(request: Any, error: Exception) -> PlainTextResponse:
            return PlainTextResponse("nothing here", status_code=404)

        app = BehindGateway(app)
        expected = (404, "nothing here")
        assert ask(app, "/nowhere", context("/open/{path+}")) == expected
        assert ask(app, "/secret", context("/open/{path+}")) == expected
        # neither 405 nor a redirect tells that there is something
        assert ask(app, "/secret", context("/open/{path+}", "DELETE"), "DELETE") == expected
        assert ask(app, "/secret/", context("/open/{path+}")) == expected

    def test_is_redirected_to_it_where_only_a_slash_is_missing(self, context: Any) -> None:
        app = BehindGateway(small_app())
        assert ask(app, "/secret/", context("/secret"))[0] == 307
        assert ask(app, "/team/a/files", context("/team/{team}/files"))[0] == 307

    def test_runs_none_that_middleware_makes_of_it(self, context: Any) -> None:
        app = small_app()

        @app.middleware("http")
        async def override(request: Any, call_next: Any) -> Any:
            request.scope["method"] = "POST"
            return await call_next(request)

        assert ask(BehindGateway(app), "/secret", context("/secret")) == NOT_FOUND

    def test_is_found_by_middleware_around_the_application(self, context: Any) -> None:
        app = BehindGateway(CORSMiddleware(small_app(), allow_origins=["https://a.example"]))
        assert ask(app, "/secret", context("/open/{path+}")) == NOT_FOUND
        preflight = [(b"origin", b"https://a.example"), (b"access-control-request-method", b"GET")]
        assert ask(app, "/secret", context("/secret", "OPTIONS"), "OPTIONS", headers=preflight)[0] == 200

    def test_reaches_everything_by_a_catch_all(self, context: Any) -> None:
        app = BehindGateway(small_app())
        for path in ("/secret", "/hidden", "/mounted/in", "/docs", "/openapi.json", "/users/me"):
            assert ask(app, path, context("/{proxy+}"))[0] == 200
        assert ask(app, "/secret", context("/{proxy+}", "PUT"), "PUT")[0] == 405


class TestWhatIsNoRequestOfAGateway:
    def test_a_request_without_a_context_is_refused(self) -> None:
        app = BehindGateway(small_app())
        for context in (None, {}, [], "text", {"elb": {}}, {"routeKey": "$connect"}, {"resourcePath": 1}):
            assert ask(app, "/secret", context) == NOT_FOUND

    def test_a_header_is_read_once(self) -> None:
        forged = [(b"x-amzn-request-context", json.dumps(rest("/secret")).encode())]
        assert ask(BehindGateway(small_app()), "/secret", rest("/open/{path+}"), headers=forged) == NOT_FOUND

    def test_a_header_of_the_caller_says_nothing_beside_mangum(self) -> None:
        forged = [(b"x-amzn-request-context", json.dumps(rest("/{proxy+}")).encode())]
        event = {"requestContext": rest("/open/{path+}")}
        assert ask(BehindGateway(small_app()), "/secret", headers=forged, **{"aws.event": event}) == NOT_FOUND
        assert ask(BehindGateway(small_app()), "/secret", headers=forged, **{"aws.event": None}) == NOT_FOUND

    def test_a_function_url_authorizes_everything_alike(self) -> None:
        assert ask(BehindGateway(small_app()), "/secret", http("$default")) == (200, "secret")

    def test_the_adapter_may_ask_whether_the_application_is_ready(self, monkeypatch: pytest.MonkeyPatch) -> None:
        app = BehindGateway(small_app())
        monkeypatch.setenv("AWS_LWA_READINESS_CHECK_PATH", "/secret")
        assert ask(app, "/secret", headers=[]) == (200, "secret")
        assert ask(app, "/secret", headers=[], method="POST") == NOT_FOUND
        assert ask(app, "/users/me", headers=[]) == NOT_FOUND

    def test_events_of_other_services_are_served_where_a_variable_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = BehindGateway(small_app())
        assert ask(app, "/secret", method="POST") == NOT_FOUND
        monkeypatch.setenv("AWS_LWA_PASS_THROUGH_PATH", "/secret")
        assert ask(app, "/secret", method="POST") == (200, "set")
        assert ask(app, "/secret", headers=[], method="POST") == NOT_FOUND

    @pytest.mark.parametrize("context", [rest("/{proxy+}", "ANY"), http("$default")])
    @pytest.mark.parametrize("path", ["/secret", "/secret/", "//secret", "/outer/secret"])
    def test_callers_get_to_the_path_of_events_by_no_catch_all(
        self, monkeypatch: pytest.MonkeyPatch, path: str, context: Any
    ) -> None:
        root = "/outer" if path.startswith("/outer") else ""
        monkeypatch.setenv("AWS_LWA_PASS_THROUGH_PATH", "/secret")

        async def plain(scope: Any, receive: Any, send: Any) -> None:
            await PlainTextResponse("plain")(scope, receive, send)

        for app in (BehindGateway(small_app()), BehindGateway(plain)):
            assert ask(app, path, context, method="POST", root_path=root)[0] == 404
            assert ask(app, "/hidden", context)[0] == 200
        assert ask(BehindGateway(small_app()), "/secret", context) == (200, "secret")

    @pytest.mark.parametrize("hidden", [True, False])
    def test_without_a_variable_the_path_of_events_is_closed_to_what_the_document_hides(self, hidden: bool) -> None:
        app = small_app()

        @app.post("/events", include_in_schema=not hidden)
        async def take_event() -> str:
            return "taken"

        guarded = BehindGateway(app)
        by_catch_all = ask(guarded, "/events", rest("/{proxy+}"), method="POST")
        assert by_catch_all == (NOT_FOUND if hidden else (200, "taken"))
        assert ask(guarded, "/events", rest("/events", "POST"), method="POST") == (200, "taken")

    def test_with_a_variable_an_operation_of_the_document_is_closed_at_the_path_of_events_too(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_LWA_PASS_THROUGH_PATH", "/events")
        app = small_app()

        @app.post("/events")
        async def take_event() -> str:
            return "taken"

        assert ask(BehindGateway(app), "/events", rest("/{proxy+}"), method="POST") == NOT_FOUND

    def test_outside_of_lambda_all_is_served(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME")
        assert ask(BehindGateway(small_app()), "/secret", rest("/open/{path+}")) == (200, "secret")

    def test_the_application_may_ask_itself(self) -> None:
        app = small_app()
        BehindGateway(app)
        assert ask(app, "/secret") == (200, "secret")


class TestOtherApplications:
    def test_one_without_a_router_serves_catch_alls_and_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        async def plain(scope: Any, receive: Any, send: Any) -> None:
            await PlainTextResponse("plain")(scope, receive, send)

        app = BehindGateway(plain)
        assert "no Starlette router" in capsys.readouterr().out
        assert ask(app, "/secret", rest("/{proxy+}")) == (200, "plain")
        assert ask(app, "/secret", rest("/secret")) == NOT_FOUND

    def test_routes_of_starlette_are_operations_and_its_mounts_are_none(self) -> None:
        routes = [Route("/a/{id:int}", lambda r: PlainTextResponse("a")), Mount("/m", Starlette())]
        app = BehindGateway(Starlette(routes=routes))
        assert ask(app, "/a/1", rest("/a/{id}")) == (200, "a")
        assert ask(app, "/a/x", rest("/a/{id}")) == (404, "Not Found")
        assert ask(app, "/m", rest("/m")) == (404, "Not Found")

    def test_a_router_of_an_older_starlette_is_guarded_too(self) -> None:
        class Older(Router):  # before 0.33 a router had no stack
            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                await self.app(scope, receive, send)

        inner = Starlette(routes=[Route("/", lambda r: PlainTextResponse("home")), Route("/b", lambda r: PlainTextResponse("b"))])
        inner.router.__class__ = Older
        del inner.router.middleware_stack
        app = BehindGateway(inner)
        assert ask(app, "/", rest("/")) == (200, "home")
        assert ask(app, "/b", rest("/{proxy+}")) == (200, "b")
        assert ask(app, "/b", rest("/")) == (404, "Not Found")
        assert ask(BehindGateway(inner), "/b", rest("/")) == (404, "Not Found")

    def test_a_server_finds_the_application_by_a_variable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERRAGATE_APP", "app.main:create_app()")
        monkeypatch.delitem(vars(terragate_asgi), "app", raising=False)
        assert ask(terragate_asgi.app, "/healthz", rest("/healthz"))[0] == 200
        assert terragate_asgi.app is terragate_asgi.app
        with pytest.raises(AttributeError, match="nothing"):
            terragate_asgi.nothing  # noqa: B018

    def test_what_is_wrong_with_an_application_is_not_taken_for_a_missing_one(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "unset_url.py").write_text("import os\nurl = os.environ.get('UNSET_URL').lower()\n")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setenv("TERRAGATE_APP", "unset_url:app")
        monkeypatch.delitem(vars(terragate_asgi), "app", raising=False)
        with pytest.raises(RuntimeError, match="cannot load unset_url:app: 'NoneType' object has no attribute 'lower'"):
            terragate_asgi.app  # noqa: B018

    @pytest.mark.parametrize("route", ["/healthz", "/items/{item_id}"])
    def test_mangum_hands_over_what_was_authorized(self, route: str) -> None:
        handler = Mangum(BehindGateway(create_app()), lifespan="off")
        event = {
            **{"resource": route, "path": "/healthz", "httpMethod": "GET", "headers": {"Host": "a.example"}},
            **{"multiValueHeaders": {"Host": ["a.example"]}, "requestContext": rest(route), "body": None},
        }
        assert handler(event, None)["statusCode"] == (200 if route == "/healthz" else 404)


class TestTheLog:
    def test_has_a_line_of_json_without_path_and_query(self, capsys: pytest.CaptureFixture[str]) -> None:
        ask(BehindGateway(small_app()), "/users/me", rest("/open/{path+}"))
        [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert line.pop("timestamp")
        assert line.pop("message").startswith("A request was refused")
        assert line == {
            **{"level": "WARNING", "location": "terragate_asgi", "service": "my-api"},
            **{"method": "GET", "route": "GET /open/{path+}", "operation": "GET /users/me"},
        }

    def test_has_none_where_the_operation_runs(self, capsys: pytest.CaptureFixture[str]) -> None:
        ask(BehindGateway(small_app()), "/users/me", rest("/users/me"))
        assert capsys.readouterr().out == ""


class TestTheAccessLog:
    @pytest.fixture(autouse=True)
    def _written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERRAGATE_ACCESS_LOG", "true")

    def test_has_a_line_of_an_answer_with_its_route_and_neither_path_nor_query(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ask(BehindGateway(small_app()), "/open/my/secret", rest("/open/{path+}"))
        [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert line.pop("timestamp")
        assert line.pop("duration_ms") >= 0
        assert line == {
            **{"level": "INFO", "location": "terragate_asgi", "service": "my-api", "method": "GET", "status": 200},
            **{"route": "GET /open/{path}", "message": "GET /open/{path} answered with 200", "function_request_id": "1"},
        }

    def test_knows_the_operation_behind_the_catch_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        ask(BehindGateway(small_app()), "/users/me", rest("/{proxy+}"))
        ask(BehindGateway(small_app()), "/nothing", rest("/{proxy+}"))
        messages = [json.loads(line)["message"] for line in capsys.readouterr().out.splitlines()]
        assert messages == ["GET /users/me answered with 200", "other answered with 404"]

    def test_knows_what_is_no_operation_and_what_is_mounted(self, capsys: pytest.CaptureFixture[str]) -> None:
        app, mounted = small_app(), FastAPI()

        @mounted.get("/x/{name}")
        async def inner(name: str) -> str:
            return name

        app.mount("/sub", mounted)
        app.mount("/raw", PlainTextResponse("raw"))
        paths = ("/openapi.json", "/sub/x/1", "/sub/none", "/raw/1")
        for path in paths:
            ask(BehindGateway(app), path, rest("/{proxy+}"))
        messages = [json.loads(line)["message"] for line in capsys.readouterr().out.splitlines()]
        assert messages == [
            "GET /openapi.json answered with 200",
            "GET /sub/x/{name} answered with 200",
            "GET /sub/{path} answered with 404",
            "GET /raw/{path} answered with 200",
        ]

    def test_knows_the_operation_below_middleware_that_copies_the_scope(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ask(BehindGateway(create_app()), "/items", rest("/items"))
        assert json.loads(capsys.readouterr().out)["message"] == "GET /items answered with 200"

    def test_has_an_answer_that_breaks_off_and_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        app = FastAPI()

        async def pieces() -> Any:
            yield b"one"
            raise RuntimeError("the source is gone")

        @app.get("/pieces")
        def stream() -> StreamingResponse:
            return StreamingResponse(pieces())

        @app.get("/error")
        def error() -> None:
            raise RuntimeError("broken")

        with pytest.raises(RuntimeError):
            ask(BehindGateway(app), "/pieces", rest("/pieces"), asgi={"version": "3.0", "spec_version": "2.4"})
        assert ask(BehindGateway(app), "/error", rest("/error")) == (500, "Internal Server Error")
        messages = [json.loads(line)["message"] for line in capsys.readouterr().out.splitlines()]
        assert messages == ["GET /pieces broke off after 200", "GET /error answered with 500"]

    def test_has_the_request_of_mangum(self, capsys: pytest.CaptureFixture[str]) -> None:
        event = {
            **{"resource": "/users/me", "path": "/users/me", "httpMethod": "GET", "headers": {"Host": "a.example"}},
            **{"multiValueHeaders": {"Host": ["a.example"]}, "requestContext": rest("/users/me"), "body": None},
        }
        Mangum(BehindGateway(small_app()), lifespan="off")(event, SimpleNamespace(aws_request_id="7"))
        [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert (line["route"], line["function_request_id"]) == ("GET /users/me", "7")

    def test_has_no_line_of_the_adapter_that_waits_for_the_application(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert ask(BehindGateway(small_app()), "/", {}, headers=[])[0] == 404
        assert capsys.readouterr().out == ""

    def test_is_off_where_the_variable_says_so_and_on_where_the_handler_does(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for value, lines in (("false", 0), (None, 1)):
            if value is None:
                monkeypatch.delenv("TERRAGATE_ACCESS_LOG")
            else:
                monkeypatch.setenv("TERRAGATE_ACCESS_LOG", value)
            ask(BehindGateway(small_app(), access_log=True), "/users/me", rest("/users/me"))
            assert len(capsys.readouterr().out.splitlines()) == lines


def spellings(path: str, rng: random.Random) -> list[str]:
    """Other ways of writing a path."""
    encoded = "".join(f"%{ord(char):02x}" if char != "/" and rng.random() < 0.3 else char for char in path)
    return [path, path + "/", path.replace("/", "//"), encoded, path.replace("/", "%2F"), f"/x/..{path}"]


def resolved(path: str) -> str:
    """A path as an adapter hands it on: without dot segments."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if unquote(segment) == "..":
            del kept[-1:]
        elif unquote(segment) != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def test_whatever_way_a_path_is_written_no_operation_of_the_example_runs_but_the_authorized_one() -> None:
    application = create_app()
    operations = [
        (method.upper(), path)
        for path, item in json.loads((ROOT / "examples/fastapi-app/openapi.json").read_text())["paths"].items()
        for method in item
    ]
    ran: list[tuple[str, str]] = []
    stack = application.router.middleware_stack

    async def watch(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            match = terragate_asgi.first_match(application.router, scope)
            found = terragate_asgi.operation_of(application.router, scope, match)
            if found is not None and terragate_asgi.first_match(application.router, scope) is not None:
                ran.append((found.method, found.path))
            await PlainTextResponse("ran")(scope, receive, send)
        else:
            await stack(scope, receive, send)

    application.router.middleware_stack = watch
    app = BehindGateway(application)
    rng = random.Random(7)
    reached = refused = 0
    for (method, path), (_, other) in itertools.product(operations, operations):
        route = path.replace("{path}", "{path+}")
        concrete = other.replace("{path}", "a/b").replace("{item_id}", "7").replace("{report_id}", "2026-01")
        prefix = path.split("{")[0].rstrip("/")
        for written in [*spellings(concrete, rng), *spellings(f"{prefix}/x/../..{concrete}", rng)]:
            ran.clear()
            status, _ = ask(app, unquote(resolved(written)), rest(route, method), method)
            assert ran in ([], [(method, path)]), (written, route, ran)
            reached += bool(ran)
            refused += status == 404
    assert reached > 100
    assert refused > 3000


class TestADomainWithABasePath:
    """The application at https://api.example.com/orders, and at the address of the stage."""

    @pytest.fixture(name="based", params=["fastapi", "behind the guard alone"])
    def _based(self, request: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("TERRAGATE_BASE_PATH", "/orders")
        app = FastAPI()

        @app.get("/")
        async def root() -> str:
            return "root"

        @app.get("/items/{item_id}")
        async def item(item_id: str, request: Request) -> str:
            return str(request.url_for("item", item_id=item_id))

        @app.get("/orders/{order_id}")
        async def order(order_id: str) -> str:
            return f"order {order_id}"

        if request.param == "fastapi":
            app.add_middleware(GatewayPrefixMiddleware)
        return BehindGateway(app)

    @staticmethod
    def at(kind: str, route: str, path: str, by_domain: bool = True) -> dict[str, Any]:
        """The request context as AWS sends it: of a REST API with the base path or the stage, of an HTTP API without."""
        name = "api.example.com" if by_domain else "abc.execute-api.eu-west-1.amazonaws.com"
        if kind == "http":
            return {**http(route), "http": {"method": "GET", "path": path}, "domainName": name, "stage": "$default"}
        whole = ("/orders" if by_domain else "/prod") + ("" if path == "/" else path)
        return {**rest(route), "path": whole, "domainName": name, "stage": "prod"}

    @staticmethod
    def seen(kind: str, path: str, by_domain: bool = True) -> str:
        """The path that reaches the server: the adapter takes the base path away as often as a path begins with it."""
        given = ("/orders" if by_domain and kind != "http" else "") + path
        if kind == "adapter":
            while given.startswith("/orders"):
                given = given.removeprefix("/orders")
        return given or "/"

    def asked(self, app: Any, kind: str, route: str, path: str, by_domain: bool = True) -> tuple[int, Any]:
        context = self.at(kind, route, path, by_domain)
        scope = {"aws.event": {"requestContext": context}} if kind == "handler" else {}
        host = [(b"host", context["domainName"].encode()), (b"x-amzn-lambda-context", b'{"request_id":"1"}')]
        return ask(app, self.seen(kind, path, by_domain), context, headers=host, **scope)

    @pytest.mark.parametrize("kind", ["adapter", "handler", "http"])
    @pytest.mark.parametrize("by_domain", [True, False])
    def test_runs_the_operations_of_the_application_by_either_address(
        self, based: Any, kind: str, by_domain: bool
    ) -> None:
        assert self.asked(based, kind, "/", "/", by_domain) == (200, "root")
        assert self.asked(based, kind, "/items/{id}", "/items/a b", by_domain)[0] == 200
        assert self.asked(based, kind, "/items/{id}", "/orders/7", by_domain) == NOT_FOUND

    @pytest.mark.parametrize("kind", ["adapter", "handler", "http"])
    @pytest.mark.parametrize("by_domain", [True, False])
    def test_runs_an_operation_whose_path_begins_with_the_base_path_too(
        self, based: Any, kind: str, by_domain: bool
    ) -> None:
        assert self.asked(based, kind, "/orders/{id}", "/orders/7", by_domain) == (200, "order 7")

    @pytest.mark.parametrize("kind", ["adapter", "handler", "http"])
    def test_leads_documentation_redirects_and_links_back_to_the_domain(self, based: Any, kind: str) -> None:
        assert "url: '/orders/openapi.json'" in self.asked(based, kind, "$default", "/docs")[1]
        document = self.asked(based, kind, "$default", "/openapi.json")[1]
        assert document["servers"] == [{"url": "/orders"}]
        assert self.asked(based, kind, "/items/{id}", "/items/7") == (200, "https://api.example.com/orders/items/7")
        assert self.redirect(based, kind, "/items/{id}", "/items/7/") == "https://api.example.com/orders/items/7"

    def redirect(self, app: Any, kind: str, route: str, path: str) -> str:
        seen: list[str] = []

        async def following(scope: Any, receive: Any, send: Any) -> None:
            async def noted(message: Any) -> None:
                seen.extend(v.decode() for k, v in message.get("headers", ()) if k == b"location")
                await send(message)

            await app(scope, receive, noted)

        assert self.asked(following, kind, route, path)[0] == 307
        return seen[0].partition("?")[0]

    def test_leaves_a_path_that_is_written_in_another_way_below_the_base_path(self, based: Any) -> None:
        context = self.at("adapter", "/items/{id}", "/x/../items/7")
        headers = [(b"host", b"api.example.com"), (b"x-amzn-lambda-context", b"{}")]
        assert ask(based, "/items/7", context, headers=headers) == (200, "https://api.example.com/orders/items/7")

    def test_is_nothing_to_the_question_of_the_adapter_whether_the_application_is_ready(self, based: Any) -> None:
        assert ask(based, "/", headers=[]) == (200, "root")


class TestAStageOfAnHttpApiWithAName:
    """The event has the stage in its path, and so has the address; by a domain of its own the address has not."""

    @pytest.fixture(name="staged")
    def _staged(self) -> Any:
        app = FastAPI()

        @app.get("/")
        async def root(request: Request) -> str:
            return str(request.url_for("root"))

        @app.get("/items/{item_id}")
        async def item(item_id: str, request: Request) -> str:
            return str(request.url_for("item", item_id=item_id))

        app.add_middleware(GatewayPrefixMiddleware)
        return BehindGateway(app)

    def asked(self, app: Any, route: str, path: str, domain: str, handler: bool = False) -> tuple[int, Any]:
        context = {**http(route), "http": {"method": "GET", "path": path}, "domainName": domain, "stage": "v1"}
        scope = {"aws.event": {"requestContext": context}} if handler else {}
        headers = [(b"host", domain.encode()), (b"x-amzn-lambda-context", b'{"request_id":"1"}')]
        return ask(app, path, context, headers=headers, **scope)

    @pytest.mark.parametrize("handler", [False, True])
    def test_is_no_part_of_the_paths_of_the_application(self, staged: Any, handler: bool) -> None:
        aws = "abc.execute-api.eu-west-1.amazonaws.com"
        assert self.asked(staged, "/items/{id}", "/v1/items/7", aws, handler) == (200, f"https://{aws}/v1/items/7")
        assert self.asked(staged, "/", "/v1", aws, handler) == (200, f"https://{aws}/v1/")
        assert self.asked(staged, "/{proxy+}", "/v1/docs", aws, handler)[0] == 200
        assert "url: '/v1/openapi.json'" in self.asked(staged, "/{proxy+}", "/v1/docs", aws, handler)[1]

    def test_may_be_missing_by_a_domain(self, staged: Any) -> None:
        link = (200, "https://api.example.com/items/7")
        assert self.asked(staged, "/items/{id}", "/items/7", "api.example.com") == link
        assert self.asked(staged, "/items/{id}", "/v1/items/7", "api.example.com")[0] == 200

    def test_is_a_whole_segment(self, staged: Any) -> None:
        assert self.asked(staged, "/{proxy+}", "/v10/items/7", "abc.execute-api.eu-west-1.amazonaws.com") == NOT_FOUND


@pytest.mark.parametrize(("older", "path"), [(False, "/v1/items"), (True, "/items")])
def test_a_starlette_before_0_33_has_its_paths_without_what_stands_before(
    older: bool, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if older:
        monkeypatch.delattr("starlette.routing.get_route_path")
    context = json.dumps({**http("/items"), "stage": "v1", "domainPrefix": "abc", "apiId": "abc"}).encode()
    headers = [(b"x-amzn-request-context", context), (b"x-amzn-lambda-context", b'{"request_id":"1"}')]
    scope = terragate_asgi.below_prefix({"type": "http", "path": "/v1/items", "root_path": "", "headers": headers})
    assert (scope["root_path"], scope["path"]) == ("/v1", path)


class TestAnErrorOfTheApplication:
    """A server closes its connection for an error, on which the adapter would send the next request."""

    @staticmethod
    def app() -> BehindGateway:
        app = FastAPI()

        def failing() -> None:
            raise RuntimeError("the mail was not sent")

        @app.get("/later")
        async def later(tasks: BackgroundTasks) -> str:
            tasks.add_task(failing)
            return "answered"

        @app.get("/broken")
        async def broken() -> str:
            raise RuntimeError("no answer")

        @app.get("/between")
        async def between() -> StreamingResponse:
            async def parts() -> Any:
                yield "one"
                raise RuntimeError("no second part")

            return StreamingResponse(parts())

        return BehindGateway(app)

    @pytest.mark.parametrize(
        ("path", "answer", "said"),
        [
            ("/later", (200, "answered"), "the mail was not sent"),
            ("/broken", (500, "Internal Server Error"), "no answer"),
        ],
    )
    def test_ends_in_the_log_once_the_answer_is_complete(
        self, path: str, answer: tuple[int, str], said: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert ask(self.app(), path, rest("/{proxy+}")) == answer
        [record] = [one for one in caplog.records if one.name == "uvicorn.error"]
        assert record.exc_info and said in str(record.exc_info[1])

    def test_reaches_the_server_while_the_answer_is_not_complete(self) -> None:
        with pytest.raises(RuntimeError, match="no second part"):
            ask(self.app(), "/between", rest("/{proxy+}"), asgi={"version": "3.0", "spec_version": "2.4"})


def test_keys_are_those_of_routes() -> None:
    assert key_of("/") == "/"
    assert key_of("/items/{item_id}") == key_of("/items/{id}/") == "/items/{}"
    assert key_of("/files/{path}", ["path"]) == key_of("/files/{rest+}") == "/files/{+}"
    assert key_of("/a/{name}.json") == key_of("/a/@me") == key_of("/a/{me}") == "/a/{}"
