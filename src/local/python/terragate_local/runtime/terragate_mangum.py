"""The handler of a function that is started by a script, on a machine without the AWS Lambda Web Adapter.

It reads in the script which ASGI app its server is started with, and serves that app by Mangum. The rest of the script
is not run.
"""

import importlib.util
import json
import os
import re
import sys

_REASON = os.environ.get("TERRAGATE_NO_ADAPTER", "")
_SERVERS = re.compile(r"\b(uvicorn|gunicorn|hypercorn|granian)\b")
_GUARDED = re.compile(r"""\bTERRAGATE_APP=["']?([A-Za-z_][\w.]*:[A-Za-z_][\w.]*(?:\(\))?)""")
_APP = re.compile(r"(?<![\w./:-])([A-Za-z_][\w.]*):([A-Za-z_][\w.]*)(?:\(\))?(?![\w./:])")


def find_app(script):
    """Module, attribute, and whether the attribute makes the app, from a script's command of a server; else None."""
    for command in re.sub(r"\\\r?\n", " ", script).splitlines():
        command = re.sub(r"(^|\s)#.*", "", command)
        server = _SERVERS.search(command)
        app = server and _APP.search(command, server.end())
        if app:
            return app[1], app[2], "--factory" in command or app[0].endswith("()")
    return None


def load_app(task, handler):
    path = os.path.join(task, handler)
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    # Scripts of Terragate start an app behind its guard, and name the app in this variable
    guarded = _GUARDED.search(text)
    if guarded:
        os.environ["TERRAGATE_APP"] = guarded[1]
        import_from(task, guarded[1].split(":")[0])
    found = ("terragate_asgi", "app", False) if guarded else find_app(text)
    if found is None:
        raise RuntimeError(
            "%s names no ASGI app as in: uvicorn package.module:app; without the AWS Lambda Web Adapter (%s) it cannot "
            "be run: put lambda-adapter on PATH (cargo install lambda_web_adapter)" % (handler, _REASON)
        )
    module, name, is_factory = found
    print(
        "without the AWS Lambda Web Adapter (%s): %s:%s is served by Mangum, and the rest of %s is not run"
        % (_REASON, *(guarded[1].split(":") if guarded else (module, name)), handler),
        flush=True,
    )
    import_from(task, module)
    app = importlib.import_module(module)
    for part in name.split("."):
        app = getattr(app, part)
    return app() if is_factory else app


def import_from(task, module):
    """Makes a module of the src layout known: the part of the script that names its folder to Python is not run."""
    top = module.split(".")[0]
    if importlib.util.find_spec(top) is not None:
        return
    for folder in sorted(os.listdir(task), key=lambda name: (name != "src", name)):
        place = os.path.join(task, folder)
        if os.path.isfile(os.path.join(place, top + ".py")) or os.path.isdir(os.path.join(place, top)):
            sys.path.insert(0, place)
            return


def serve(app):
    # Last on the path, behind all packages that the function brings itself
    sys.path.append(os.path.join(os.environ["LAMBDA_RUNTIME_DIR"], "mangum_packages"))
    from mangum import Mangum
    from mangum.protocols import LifespanCycle

    async def app_with_state(scope, receive, send):
        await app({**scope, "state": dict(getattr(lifespan, "lifespan_state", {}))}, receive, send)

    # The app starts once, as under a server: Mangum by itself would start and end it with each request
    mangum = Mangum(app_with_state, lifespan="off", custom_handlers=event_handlers())
    lifespan = LifespanCycle(app, "auto")
    lifespan.__enter__()

    def handle(event, context):
        return mangum(with_adapter_headers(event, context), context)

    return handle


def event_handlers():
    """What hands over events of other services, where the package has it: `terragate bundle` adds it."""
    if importlib.util.find_spec("terragate_events") is None:
        return []
    return [importlib.import_module("terragate_events").EventHandler]


def with_adapter_headers(event, context):
    """The event with the two headers that the adapter adds, in either form of an event's headers.
    https://github.com/awslabs/aws-lambda-web-adapter#request-context"""
    if not isinstance(event, dict) or "requestContext" not in event:
        return event
    about = {
        "request_id": context.aws_request_id,
        "invoked_function_arn": context.invoked_function_arn,
        "deadline": getattr(context, "_epoch_deadline_time_in_ms", None),
    }
    added = {
        "x-amzn-request-context": json.dumps(event["requestContext"]),
        "x-amzn-lambda-context": json.dumps(about),
    }
    event = {**event, "headers": {**(event.get("headers") or {}), **added}}
    if event.get("multiValueHeaders"):
        lists = {name: [value] for name, value in added.items()}
        event["multiValueHeaders"] = {**event["multiValueHeaders"], **lists}
    return event


if "LAMBDA_RUNTIME_DIR" in os.environ:
    handler = serve(load_app(os.environ["LAMBDA_TASK_ROOT"], os.environ["_HANDLER"]))
