"""Writes the OpenAPI document of a FastAPI application to a file, without starting it.

    python scripts/export_openapi.py [--app app.main:app] [--out openapi.json] [--path src] [--unlisted file] [--traceback]

Run it in the project's folder. An application that a function makes is named as `app.main:create_app()`. The file is
replaced as a whole or not at all, and keys are sorted, so that a change of the file is a change of the API. A path
parameter that the application declares as `{name:path}` has the extension `x-starlette-convertor: path`: OpenAPI has
no other way to say that it takes slashes. `--unlisted` writes what the application serves beside its document.
Exit code 1: nothing was written; one line says why.
"""

import argparse
import copy
import importlib
import inspect
import json
import os
import sys
import tempfile
import traceback


class ExportError(Exception):
    pass


def load(target: str, path: str = "."):
    """The application that is named as `module:variable`, or made by `module:function()`."""
    module_name, _, variable = target.partition(":")
    if not module_name or not variable:
        raise ExportError(f"{target!r} is not of the form module:variable, such as app.main:app")
    sys.path[:0] = dict.fromkeys((os.path.abspath(path), os.getcwd()))
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        raise ExportError(f"cannot import {module_name}: {described(error)}") from error
    name = variable.removesuffix("()")
    if not hasattr(module, name):
        raise ExportError(f"{module_name} has no {name!r}")
    app = getattr(module, name)
    if name != variable:
        try:
            app = app()
        except (Exception, SystemExit) as error:
            raise ExportError(f"cannot call {target}: {described(error)}") from error
    if not callable(getattr(app, "openapi", None)):
        raise ExportError(f"{target} is of type {type(app).__name__}, not a FastAPI application")
    return app


def describe(target: str, app) -> dict:
    try:
        return with_convertors(app)
    except Exception as error:
        raise ExportError(f"cannot describe {target}: {described(error)}") from error


def with_convertors(app) -> dict:
    """A copy of the application's document that says which path parameters take slashes."""
    document = copy.deepcopy(app.openapi())  # the application keeps and serves its own
    for route in routes_of(app):
        convertors = getattr(route, "param_convertors", None) or {}
        greedy = [name for name, convertor in convertors.items() if getattr(convertor, "regex", "") == ".*"]
        item = document.get("paths", {}).get(getattr(route, "path_format", None), {})
        for method in getattr(route, "methods", None) or ():
            if greedy and (operation := item.get(method.lower())):
                note(operation, greedy)
    return document


def routes_of(app):
    # a FastAPI that has this function keeps included routers whole; others have all routes in the one list
    every = getattr(sys.modules.get("fastapi.routing"), "iter_route_contexts", list)
    return every(getattr(app, "routes", []))


def unlisted(app, document: dict) -> list[dict]:
    """What the application serves that its document does not hold: hidden routes, mounts and WebSockets."""
    found = []
    for route in routes_of(app):
        methods = sorted(getattr(route, "methods", None) or ())
        path = getattr(route, "path_format" if methods else "path", "")
        if "WebSocket" in type(getattr(route, "original_route", route)).__name__:
            found.append({"kind": "websocket", "path": path, **place_of(route)})
        elif not methods:
            found.append({"kind": "mount", "path": path})
        else:
            listed = document.get("paths", {}).get(path, {})
            hidden = [method for method in methods if method.lower() not in listed]
            if hidden and hidden != ["HEAD"]:
                docs = {"docs": True} if path == getattr(app, "docs_url", None) else {}
                found.append({"kind": "route", "path": path, "methods": hidden, **place_of(route), **docs})
    return found


def place_of(route) -> dict:
    """The file and the line of a route's function, where it is the application's own."""
    function = inspect.unwrap(getattr(route, "endpoint", None) or print)
    code = getattr(function, "__code__", None)
    path = os.path.relpath(code.co_filename) if code else ".."
    own = not path.startswith("..") and "site-packages" not in path and os.path.isfile(path)
    return {"file": path.replace(os.sep, "/"), "line": code.co_firstlineno} if own else {}


def note(operation: dict, greedy: list) -> None:
    parameters = operation.setdefault("parameters", [])
    for name in greedy:
        known = [each for each in parameters if each.get("in") == "path" and each.get("name") == name]
        if not known:  # a function that reads the parameter from the request
            known = [{"in": "path", "name": name, "required": True, "schema": {"type": "string"}}]
            parameters += known
        for parameter in known:
            parameter.setdefault("x-starlette-convertor", "path")


def described(error: BaseException) -> str:
    """The error and the innermost place in the project's own code, on one line."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(os.getcwd() + os.sep)
        and frame.filename != os.path.abspath(__file__)
        and "site-packages" not in frame.filename
    ]
    if isinstance(error, SyntaxError) and error.filename:
        return f"{text} ({error.filename}:{error.lineno})"
    return f"{text} ({os.path.relpath(own[-1].filename)}:{own[-1].lineno})" if own else text


def write(path: str, document) -> None:
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{os.path.basename(path)}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def main(failed=lambda error: None) -> int:
    parser = argparse.ArgumentParser(
        description="Write the OpenAPI document of a FastAPI application to a file."
    )
    parser.add_argument("--app", default="app.main:app", help="module:variable (default: %(default)s)")
    parser.add_argument("--path", default=".", help="the folder of its modules (default: the current one)")
    parser.add_argument("--out", default="openapi.json", help="the file to write (default: %(default)s)")
    parser.add_argument("--unlisted", help="a file for what is served beside the document (default: none)")
    parser.add_argument("--traceback", action="store_true", help="show the traceback of a failed import")
    options = parser.parse_args()
    try:
        app = load(options.app, options.path)
        document = describe(options.app, app)
        if options.unlisted:
            write(options.unlisted, unlisted(app, document))
        write(options.out, document)
    except (ExportError, OSError) as error:
        failed(error)
        if options.traceback and error.__cause__:
            traceback.print_exception(error.__cause__)
        print(f"export_openapi: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
