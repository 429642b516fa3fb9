"""Events for an application behind Mangum, `src/bundle/terragate_events.py`: the application is that of `docs/events.md`."""

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from mangum import Mangum

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src/bundle")]

from terragate_asgi import BehindGateway  # noqa: E402
from terragate_events import EventHandler  # noqa: E402

CONTEXT = SimpleNamespace(aws_request_id="1")


def message(number: int, body: str) -> dict[str, str]:
    return {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}


UPLOAD = {"eventSource": "aws:s3", "s3": {"bucket": {"name": "uploads"}, "object": {"key": "in/a+b%2B.pdf"}}}


@pytest.fixture(name="shop")
def _shop() -> Any:
    page = (ROOT / "docs/events.md").read_text()
    module: Any = ModuleType("shop")
    exec(page.split("```python\n")[1].split("```")[0], vars(module))  # noqa: S102
    return module


@pytest.fixture(name="handler")
def _handler(shop: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "shop_events")
    monkeypatch.setenv("AWS_LWA_PASS_THROUGH_PATH", "/events")
    return Mangum(BehindGateway(shop.app), custom_handlers=[EventHandler])


def test_a_schedule_reaches_the_application(handler: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert handler({"schedule": "nightly"}, CONTEXT) == {}
    assert "Writing the report nightly" in caplog.text


def test_of_a_batch_the_messages_come_again_that_failed(handler: Any, caplog: pytest.LogCaptureFixture) -> None:
    records = [message(1, '{"to": "Zoë"}'), message(2, "{}"), message(3, '{"to": "Al"}')]
    assert handler({"Records": records}, CONTEXT) == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    assert "Sending a mail to Zoë" in caplog.text
    assert "Sending a mail to Al" in caplog.text


def test_an_upload_reaches_the_application_by_the_key_of_its_object(
    handler: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert handler({"Records": [UPLOAD]}, CONTEXT) == {"batchItemFailures": []}
    assert "Reading in/a b+.pdf of uploads" in caplog.text


@pytest.mark.parametrize(("event", "status"), [({"Records": [{}]}, 500), ("text", 422), ([1], 422)])
def test_an_event_that_the_application_does_not_take_fails(handler: Any, event: Any, status: int) -> None:
    with pytest.raises(RuntimeError, match=f"answered POST /events with the status {status}"):
        handler(event, CONTEXT)


def test_an_application_without_a_path_for_events_fails_each(handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LWA_PASS_THROUGH_PATH", "/elsewhere")
    with pytest.raises(RuntimeError, match="answered POST /elsewhere with the status 404"):
        handler({"schedule": "nightly"}, CONTEXT)


def test_a_function_that_has_no_path_for_events_takes_none(handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LWA_PASS_THROUGH_PATH")
    with pytest.raises(RuntimeError, match="unable to infer a handler"):
        handler({"schedule": "nightly"}, CONTEXT)


def test_a_caller_makes_up_no_event(handler: Any, caplog: pytest.LogCaptureFixture) -> None:
    made_up = {"Records": [message(1, '{"to": "victim"}')]}
    request = {
        **{"resource": "/{proxy+}", "path": "/events", "httpMethod": "POST", "body": json.dumps(made_up)},
        **{"headers": {"content-type": "application/json"}, "multiValueHeaders": {}, "isBase64Encoded": False},
        "requestContext": {"resourcePath": "/{proxy+}", "httpMethod": "POST", "identity": {}},
    }
    assert handler(request, CONTEXT)["statusCode"] == 404
    assert "victim" not in caplog.text


def test_an_answer_that_is_no_json_is_nothing() -> None:
    handler = EventHandler({}, CONTEXT, None)
    assert handler({"status": 204, "headers": [], "body": b""}) is None
