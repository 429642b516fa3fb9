"""Exports the OpenAPI document of an application as export_openapi.py does, and notes what its import takes from around it.

    python observed_export.py --notes notes.json [options of export_openapi.py]

The notes are JSON: `variables`, the names that the application's own code and its pydantic settings read of the
environment, each with whether it has a value; `files`, the `.env` files that were read; `seconds` of a processor
that the import took;
`loaded`, the files of the application's own modules, and `packages`, the names of the modules of others; after a failed
import `missing`, the names without which it fails, and `network`, whether a server could not be reached. Values are
never noted.
"""

import argparse
import ast
import atexit
import json
import os
import re
import socket
import sys
import threading
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # PYTHONSAFEPATH leaves it out
import export_openapi as exporter  # noqa: E402

# The application may have a module of this name
del sys.path[0], sys.modules["export_openapi"]

# Parts of the standard library that read for somebody else
GO_BETWEENS = {"<frozen os>", "<frozen _collections_abc>", os.__file__, os.path.abspath(__file__)}
GO_BETWEENS.add(getattr(sys.modules["_collections_abc"], "__file__", None) or "<frozen _collections_abc>")

NOT_REACHED = re.compile(
    r"connection refused|could not connect|can't connect|name or service not known|name resolution"
    r"|could not translate host name|getaddrinfo failed|network is unreachable|no route to host|connection timed out",
    re.IGNORECASE,
)


class Reads(type(os.environ)):
    """The environment, which notes who reads it."""

    def __getitem__(self, name):
        # A name that an iteration has given is read together with all others, as in dict(os.environ)
        if isinstance(name, str) and not any(name is one for one in NOTES.given):
            NOTES.read(name, name in self.own_names())
        return super().__getitem__(name)

    def __setitem__(self, name, value):
        if NOTES.is_own(reader()):
            NOTES.made.add(name)
        super().__setitem__(name, value)

    def __iter__(self):
        NOTES.given = list(super().__iter__())
        yield from NOTES.given

    def own_names(self):
        return set(super().__iter__())


def reader():
    """The file whose code asks for a variable."""
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename in GO_BETWEENS:
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""


class Notes:
    def __init__(self, folder):
        self.folder = folder
        self.variables = {}  # of the application's own code, with whether each has a value
        self.asked = set()  # of anybody's code
        self.made = set()  # set by the application itself
        self.opened = set()
        self.given = []  # by the last iteration

    def is_own(self, path) -> bool:
        path = path if path.startswith("<") else os.path.abspath(path)
        return path.startswith(self.folder + os.sep) and "site-packages" not in path

    def read(self, name, is_set):
        self.asked.add(name)
        if self.is_own(reader()):
            self.variables.setdefault(name, is_set)

    def hear(self, event, arguments):
        """An audit hook, for the files that are opened."""
        if event == "open" and isinstance(arguments[0], str):
            path = os.path.normpath(os.path.join(self.folder, arguments[0]))
            # also one above the folder, which several applications of a repository share
            if os.path.basename(path).startswith(".env") and "site-packages" not in path:
                self.opened.add(path)

    def written(self, error) -> dict:
        files = sorted(path for path in self.opened if os.path.isfile(path))
        there = {*ENVIRONMENT.own_names(), *(name for path in files for name in names_in(path))}
        present = {name.upper() for name in there}
        for settings in own_settings(self):
            between = setting(settings, "env_nested_delimiter")
            for name in variables_of(settings).values():
                # a part of a setting has a variable of its own: DATABASE__HOST
                parts = {one for one in there if between and one.upper().startswith(f"{name}{between}".upper())}
                for part in parts:
                    self.variables.setdefault(part, True)
                if not parts or name.upper() in present:
                    self.variables.setdefault(name, name.upper() in present)
        missing = self.missing(error) if error else []
        return {
            "variables": [
                {"name": name, "set": is_set}
                for name, is_set in sorted(self.variables.items())
                if name not in self.made
            ],
            "files": [os.path.relpath(path, self.folder) for path in files],
            **self.modules(),
            "missing": missing,
            "network": error is not None and not missing and any(not_reached(one) for one in chain(error)),
        }

    def modules(self) -> dict:
        """The application's own modules with their files, and the packages that others wrote."""
        files = {name: getattr(module, "__file__", None) or "" for name, module in list(sys.modules.items())}
        loaded = {name: path for name, path in files.items() if isinstance(path, str) and self.is_own(path)}
        own = {name.partition(".")[0] for name in loaded} | set(sys.stdlib_module_names)
        tops = {name.partition(".")[0] for name in files} - own
        return {"loaded": loaded, "packages": sorted(name for name in tops if not name.startswith("_sysconfigdata_"))}

    def missing(self, error) -> list:
        """The names of all variables without which the import fails, as far as that can be known."""
        names = {}
        for one in chain(error):
            names.update(dict.fromkeys(required_fields(one, self)))
            text = one.args[0] if isinstance(one, KeyError) and one.args else str(one)
            for name in sorted(self.asked - ENVIRONMENT.own_names()):
                if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", str(text)):
                    names[name] = None
        if names:  # code that asks for one variable after the other fails at the first
            present = ENVIRONMENT.own_names()
            for path in files_of(error):
                if self.is_own(path):
                    names.update(dict.fromkeys(name for name in subscripts(path) if name not in present))
        return list(names)


def chain(error):
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return seen


def files_of(error) -> dict:
    frames = (frame for one in chain(error) for frame in traceback.extract_tb(one.__traceback__))
    return dict.fromkeys(frame.filename for frame in frames)


def not_reached(error) -> bool:
    kinds = (ConnectionError, TimeoutError, socket.gaierror)
    return isinstance(error, kinds) or bool(NOT_REACHED.search(str(error)))


def names_in(path) -> list:
    """The names of the variables in an .env file."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", file.read(), re.MULTILINE)


def subscripts(path) -> list:
    """The names that a file reads as `os.environ["NAME"]`, in their order."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return []
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and getattr(node.value, "attr", getattr(node.value, "id", "")) == "environ"
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    ]
    return [node.slice.value for node in sorted(found, key=lambda node: node.lineno)]


def own_settings(notes) -> list:
    """The classes of settings, of pydantic-settings or of pydantic 1, that the application's own code has."""
    libraries = [sys.modules.get(name) for name in ("pydantic_settings", "pydantic", "pydantic.v1")]
    # pydantic 2 has no BaseSettings but in its part for code of pydantic 1
    found, todo = [], [vars(one)["BaseSettings"] for one in libraries if one and "BaseSettings" in vars(one)]
    while todo:
        for one in todo.pop().__subclasses__():
            todo.append(one)
            module = sys.modules.get(one.__module__)  # none where the import of the module failed
            if module is None or notes.is_own(getattr(module, "__file__", None) or ""):
                found.append(one)
    return found


def variables_of(settings) -> dict:
    """The variable of each field; a field has its name, and its alias where it has one."""
    if not hasattr(settings, "model_fields"):
        return variables_of_pydantic_1(settings)
    source = sys.modules["pydantic_settings"].EnvSettingsSource(settings)
    sensitive = bool(settings.model_config.get("case_sensitive"))
    found = {}
    for name, field in settings.model_fields.items():
        try:
            key, variable, _ = source._extract_field_info(field, name)[0]
        except Exception:  # the method is not public: another version may have none
            key, variable = name, f"{settings.model_config.get('env_prefix') or ''}{name}"
        found[name] = found[key] = variable if sensitive else variable.upper()
    return found


def variables_of_pydantic_1(settings) -> dict:
    found = {}
    for name, field in settings.__fields__.items():
        variable = next(iter(field.field_info.extra.get("env_names") or {name}))
        found[name] = found[field.alias] = variable if settings.__config__.case_sensitive else variable.upper()
    return found


def setting(settings, name):
    """A setting of a class of settings itself, such as its title."""
    config = getattr(settings, "model_config", None)
    return getattr(settings.__config__, name, None) if config is None else config.get(name)


def required_fields(error, notes) -> list:
    """The variables of the fields that a validation of settings misses."""
    if type(error).__name__ != "ValidationError" or not callable(getattr(error, "errors", None)):
        return []
    title = getattr(error, "title", None) or getattr(getattr(error, "model", None), "__name__", "")
    names = []
    for settings in own_settings(notes):
        if title not in (settings.__name__, setting(settings, "title")):
            continue
        variables = variables_of(settings)
        between = setting(settings, "env_nested_delimiter")
        for one in error.errors():
            first, *inner = (str(part) for part in one["loc"] or ("",))
            if one["type"] in ("missing", "value_error.missing") and first in variables:
                nested = [part.upper() for part in inner] if between else []
                names.append((between or "").join([variables[first], *nested]))
    return names


def main() -> int:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--notes", required=True)
    options, rest = parser.parse_known_args()
    sys.argv[1:] = rest
    errors = []
    sys.addaudithook(NOTES.hear)
    ENVIRONMENT.__class__ = Reads
    began = time.process_time()  # of this process alone: other work on the machine is no part of it
    code = exporter.main(errors.append)
    seconds = time.process_time() - began
    error = errors[0].__cause__ if errors else None
    exporter.write(options.notes, {**NOTES.written(error), "seconds": round(seconds, 3)})
    if any(not one.daemon for one in threading.enumerate() if one is not threading.main_thread()):
        leave(code)
    return code


def leave(code):
    """Ends Python without a wait for the threads of the application, which may never end."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


NOTES = Notes(os.getcwd())
ENVIRONMENT = os.environ  # an application may put another mapping in its place

if __name__ == "__main__":
    sys.exit(main())
