"""Says where an application's own code counts on what a server has and AWS Lambda has not.

    python lambda_findings.py --module shop.main [--path src] [--loaded loaded.json]

Run it in the project's folder. It reads the files that the module imports and those that `loaded` names, a JSON object
of paths by modules, and imports none of them. It prints JSON: `files`, how many it read, `unread`, the reasons by the
other files, and `findings`, each with its kind, file, line and the code that it is about. What it does not know for sure,
it does not say.
"""

import argparse
import ast
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # PYTHONSAFEPATH leaves it out
from app_scopes import FUNCTIONS, enclosing  # noqa: E402
from app_source import LOCAL, TOO_DEEP, Application, not_writable  # noqa: E402
from lambda_branches import DEEPEST  # noqa: E402
from lambda_tasks import dotted_text, is_awaited, is_pool_ended  # noqa: E402

TASKS = {"asyncio.create_task", "asyncio.ensure_future"}
THREADS = {"threading.Thread", "threading.Timer", "multiprocessing.Process"}
POOLS_OF_THREADS = {"concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor"}
SCHEDULERS = re.compile(r"^apscheduler\..*Scheduler$|^(?:fastapi_utils|fastapi_restful)\.(?:\w+\.)*repeat_every$")
WORKERS = {"celery.Celery", "dramatiq.actor", "rq.Queue", "arq.create_pool", "huey.RedisHuey"}
FILE_HANDLERS = re.compile(r"^logging\.(?:handlers\.)?\w*FileHandler$")
OPENERS = {"open", "io.open", "aiofiles.open", "gzip.open", "bz2.open", "lzma.open"}
MAKERS = {"os.mkdir", "os.makedirs"}
COPIES = {"shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"}
SQLITE = re.compile(r"^sqlite(?:\+\w+)?:///(.+)$", re.DOTALL)
# What opens SQLite without a file, or one that is never written
ONLY_READ = re.compile(r"memory|mode=ro\b|immutable=1")
# The argument by which each pool is made small, and those that make it one connection
POOLS = {
    **dict.fromkeys(
        ["sqlalchemy.create_engine", "sqlalchemy.engine.create_engine", "sqlmodel.create_engine",
         "sqlalchemy.ext.asyncio.create_async_engine"],
        {"pool_size": 1, "max_overflow": 0},
    ),
    **dict.fromkeys(["asyncpg.create_pool", "psycopg_pool.ConnectionPool", "psycopg_pool.AsyncConnectionPool"],
                    {"max_size": 1}),
    **dict.fromkeys(["aiomysql.create_pool"], {"maxsize": 1}),
    **dict.fromkeys(["motor.motor_asyncio.AsyncIOMotorClient", "pymongo.MongoClient", "pymongo.AsyncMongoClient"],
                    {"maxPoolSize": 1}),
}
ROUTES = {"get", "post", "put", "patch", "delete", "head", "options", "trace", "api_route", "websocket", "route"}
CONTAINERS = {"dict", "list", "set", "collections.defaultdict", "collections.OrderedDict", "collections.deque",
              "collections.Counter"}
CHANGES = {"append", "appendleft", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "popleft",
           "remove", "discard", "clear", "sort"}


class Findings:
    def __init__(self, application):
        self.application = application
        self.found = {}

    def say(self, kind, source, node, code):
        path = os.path.relpath(source.path, self.application.folder).replace(os.sep, "/")
        self.found.setdefault((path, node.lineno, kind), code)

    def of_all(self):
        for source in self.application.sources.values():
            self.readable(source, self.of, source)
        self.state()

    def readable(self, source, look, *what):
        """What a look at code gives; nothing where it is nested too deeply to be looked at."""
        try:
            return look(*what)
        except RecursionError:
            return self.application.leave_out(source.path, TOO_DEEP)

    def of(self, source):
        for call in source.calls():
            name = source.dotted(call.func)
            self.background(source, call, name)
            self.file(source, call, name)
            self.pool(source, call, name)
        self.texts(source)

    def listed(self):
        return [
            {"kind": kind, "file": path, "line": line, "code": code}
            for (path, line, kind), code in sorted(self.found.items())
        ]

    def background(self, source, call, name):
        """Work that goes on after the answer."""
        last = name.rpartition(".")[2]
        background = any(one.endswith(("BackgroundTasks", "BackgroundTask")) for one in source.names.values())
        function = enclosing(call)
        if last == "add_task" and background:
            works = dotted_text(call.args[0]) if call.args else ""
            self.say("background-task", source, call, f"{dotted_text(call.func)}({works or '...'})")
        elif name == "starlette.background.BackgroundTask" or SCHEDULERS.match(name):
            self.say("background-task", source, call, shown(call))
        elif (name in TASKS or is_of_loop(source, call)) and not is_awaited(call):
            self.say("background-task", source, call, shown(call))
        elif name in THREADS and not calls_method(function or source.tree, "join"):
            self.say("background-task", source, call, shown(call))
        elif last in ("submit", "run_in_executor") and isinstance(call.parent, ast.Expr):
            is_submit = last == "submit"
            pool = call.func.value if is_submit else call.args[0] if call.args else None
            place, made = self.application.resolved(source, pool) if is_submit else (source, None)
            is_pool = isinstance(made, ast.Call) and place.dotted(made.func) in POOLS_OF_THREADS
            if (is_pool or not is_submit) and not is_pool_ended(dotted_text(pool) or None, call):
                self.say("background-task", source, call, shown(call))
        elif name in WORKERS:
            self.say("worker", source, call, shown(call))

    def file(self, source, call, name):
        """A file or folder that is written outside /tmp."""
        last = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        path = written_path(source, call, name, last)
        if path is None or self.application.is_outside(source, path) is not True:
            return
        if (name in MAKERS or last == "mkdir") and self.is_there(path, call):
            return
        kind = "sqlite" if name in ("sqlite3.connect", "aiosqlite.connect") else "written-file"
        text = path.value if isinstance(path, ast.Constant) else dotted_text(path) or "..."
        self.say(kind, source, call, f"{dotted_text(call.func) or last}({text})")

    def is_there(self, path, call):
        """Whether a folder is made only where there is none, and is in the package: one with a file in it."""
        given = keywords(call).get("exist_ok")
        folder = os.path.join(self.application.folder, path.value) if isinstance(path, ast.Constant) else ""
        return isinstance(given, ast.Constant) and given.value and os.path.isdir(folder) and bool(os.listdir(folder))

    def texts(self, source):
        """Addresses of SQLite, and settings of logging that name a file."""
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if isinstance(node.parent, ast.Expr | ast.JoinedStr):
                    continue
                address = SQLITE.match(node.value)
                if address and not ONLY_READ.search(address[1]) and not_writable(address[1]):
                    if not self.is_setting(source, node):
                        self.say("sqlite", source, node, node.value)
            elif isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                first, path, *rest = node.values
                if any(ONLY_READ.search(str(one.value)) for one in rest if isinstance(one, ast.Constant)):
                    continue
                if isinstance(first, ast.Constant) and re.fullmatch(r"sqlite(?:\+\w+)?:///", str(first.value)):
                    if self.application.is_outside(source, path) and not self.is_setting(source, node):
                        self.say("sqlite", source, node, f"{first.value}...")
            elif isinstance(node, ast.Dict):
                given = {key.value: value for key, value in zip(node.keys, node.values, strict=True)
                         if isinstance(key, ast.Constant)}
                handler, path = given.get("class"), given.get("filename")
                is_handler = isinstance(handler, ast.Constant) and str(handler.value).endswith("FileHandler")
                if is_handler and self.application.is_outside(source, path):
                    self.say("written-file", source, node, str(handler.value))

    def is_setting(self, source, node):
        """Whether a text is the default of a setting, which is another one in Lambda."""
        by = node.parent
        if isinstance(by, ast.BoolOp):
            return isinstance(by.op, ast.Or) and node is not by.values[0]
        call = by.parent if isinstance(by, ast.keyword) else by
        if isinstance(call, ast.Call):
            variable = call.args[0] if call.args else None
            if isinstance(variable, ast.Constant) and re.fullmatch("[A-Z][A-Z0-9_]*", str(variable.value)):
                return True
            node, by = call, call.parent  # Field("...")
        is_field = isinstance(by, ast.Assign | ast.AnnAssign) and isinstance(by.parent, ast.ClassDef)
        return is_field and self.is_settings(source, by.parent)

    def is_settings(self, source, node, depth=0):
        """Whether a class has the settings of an application: BaseSettings of pydantic, or one that is made of it."""
        for base in node.bases if depth < DEEPEST else []:
            name = source.dotted(base)
            own = (source, source.classes[name]) if name in source.classes else None
            found = own or self.application.defined(name, "classes")
            if name.endswith("Settings") or found and self.is_settings(*found, depth + 1):
                return True
        return False

    def pool(self, source, call, name):
        """A pool of connections, of which each environment of the function has its own."""
        most = POOLS.get(name)
        given = keywords(call)
        if most is None or len(given) < len(call.keywords) or any(isinstance(one, ast.Starred) for one in call.args):
            return
        kind = source.dotted(given.get("poolclass"))
        if "poolclass" in given and not kind.endswith("QueuePool"):
            return
        sizes = {key: self.application.resolved(source, given[key])[1] for key in most if key in given}
        if not all(isinstance(one, ast.Constant) for one in sizes.values()):
            return
        if name.startswith("psycopg_pool.") and getattr(sizes.get("max_size"), "value", None) is None:
            sizes["max_size"] = given.get("min_size")  # the pool is as large as at its start
        small = all(is_number(sizes.get(key), value) for key, value in most.items())
        url = self.text(source, call.args[0] if call.args else given.get("url"))
        if not small and not url.startswith("sqlite"):
            self.say("connection-pool", source, call, shown(call))

    def text(self, source, node):
        """The beginning of a text; an empty one where it is not known."""
        _, value = self.application.resolved(source, node)
        first = value.values[0] if isinstance(value, ast.JoinedStr) and value.values else value
        return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""

    def state(self):
        """Variables of modules that a route changes, itself or by a function that it calls."""
        todo = [(source, one) for source in self.application.sources.values() for one in routes_in(source)]
        seen = set()
        while todo:
            source, function = todo.pop()
            if (source.module, function.name, function.lineno) in seen:
                continue
            seen.add((source.module, function.name, function.lineno))
            todo += self.readable(source, self.changes, source, function) or []

    def changes(self, source, function):
        """Says what a function changes, and gives the functions of the application that it calls."""
        shared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
        called = []
        for node in ast.walk(function):
            for name, code in changed(node, shared):
                if self.is_kept(source, name, isinstance(name, ast.Name) and name.id in shared):
                    self.say("memory", source, node, code)
            if isinstance(node, ast.Call):
                name = source.dotted(node.func)
                local = source.functions.get(name)
                found = (source, local) if local else self.application.defined(name, "functions")
                called += [found] if found else []
        return called

    def is_kept(self, source, name, is_global):
        """Whether a name is that of a container of a module, or of a variable that is assigned as a global one."""
        dotted = source.dotted(name)
        if not dotted or dotted.startswith(LOCAL) or "cache" in dotted.lower():
            return False
        if isinstance(name, ast.Name) and name.id in source.values and not source.scope_of(name):
            place, value = source, source.values[name.id]
        else:
            found = self.application.defined(dotted, "values")
            if not found:
                return False
            place, value = found
        if is_global:
            # what is made once, when it is first needed, is a cache: a client or a connection
            return not (isinstance(value, ast.Constant) and value.value is None)
        if isinstance(value, ast.Call):
            return place.dotted(value.func) in CONTAINERS
        return isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)


def written_path(source, call, name, last):
    """The path that a call writes to."""
    given = keywords(call)
    first = call.args[0] if call.args else given.get("filename", given.get("file", given.get("name")))
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name in OPENERS:
        return first if writes(call.args[1] if len(call.args) > 1 else given.get("mode")) else None
    if FILE_HANDLERS.match(name) or name in ("loguru.logger.add", "sqlite3.connect", "aiosqlite.connect"):
        path = first or given.get("database")
        start = path.values[0] if isinstance(path, ast.JoinedStr) and path.values else path
        return None if isinstance(start, ast.Constant) and str(start.value).startswith((":", "file:")) else path
    if name == "logging.basicConfig":
        return given.get("filename")
    if name in MAKERS:
        return first
    if name in COPIES:
        return call.args[1] if len(call.args) > 1 else given.get("dst")
    if last in ("write_text", "write_bytes", "touch", "mkdir") or last == "open" and writes(first or given.get("mode")):
        return receiver
    return None


def is_number(node, number):
    value = getattr(node, "value", None)
    return type(value) is int and value == number


def writes(mode):
    return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set(mode.value) & set("wax+"))


def is_of_loop(source, call):
    """Whether a call makes a task of an event loop: `asyncio.get_running_loop().create_task()`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("create_task", "ensure_future"):
        return False
    of = call.func.value
    name = source.dotted(of.func) if isinstance(of, ast.Call) else source.dotted(of)
    return name.endswith("loop")


def calls_method(place, method):
    return any(isinstance(one, ast.Attribute) and one.attr == method and not isinstance(one.value, ast.Constant)
               for one in ast.walk(place))


def routes_in(source):
    """The functions that answer requests."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, FUNCTIONS):
            attributes = [one.func.attr for one in node.decorator_list
                          if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
            found += [node] if ROUTES & set(attributes) else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("add_api_route", "add_route") and len(node.args) > 1:
                function = source.functions.get(getattr(node.args[1], "id", ""))
                found += [function] if function else []
    return found


def changed(node, shared):
    """The variables that a statement or a call changes, with its text."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
        targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
        sign = {ast.Assign: "=", ast.AugAssign: "+=", ast.Delete: ""}[type(node)]
        for target in targets:
            if isinstance(target, ast.Subscript):
                text = dotted_text(target.value)
                yield target.value, f"del {text}[...]" if isinstance(node, ast.Delete) else f"{text}[...] {sign} ..."
            elif isinstance(target, ast.Name) and target.id in shared:
                yield target, f"{target.id} {sign} ..."
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        yield node.func.value, shown(node)


def keywords(call):
    return {one.arg: one.value for one in call.keywords if one.arg}


def shown(call):
    """A call without its arguments, which may hold what nobody should read."""
    name = dotted_text(call.func) or getattr(call.func, "attr", "")
    return f"{name}(...)" if call.args or call.keywords else f"{name}()"


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--module", required=True)
    parser.add_argument("--path", default=".")
    parser.add_argument("--loaded")
    options = parser.parse_args()
    folder = os.getcwd()
    application = Application(folder, list(dict.fromkeys([os.path.abspath(options.path), folder])))
    application.follow(options.module)
    if options.loaded:
        with open(options.loaded, encoding="utf-8") as file:
            for module, path in json.load(file).items():
                application.add(path, module)
    findings = Findings(application)
    findings.of_all()
    read = {source.path for source in application.sources.values()}
    read -= {os.path.join(folder, path) for path in application.unread}
    print(json.dumps({"files": len(read), "unread": application.unread, "findings": findings.listed()}))


if __name__ == "__main__":
    main()
