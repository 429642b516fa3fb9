"""Says where an application's own code counts on what a server has and AWS Lambda has not.

    python lambda_findings.py --module shop.main [--path src] [--loaded loaded.json]

Run it in the project's folder. It reads the files that the module imports and those that `loaded` names, a JSON object
of paths by modules, and imports none of them. It prints JSON: `files`, how many it read, and `findings`, each with its
kind, file, line and the code that it is about. What it does not know for sure, it does not say.
"""

import argparse
import ast
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # PYTHONSAFEPATH leaves it out
from app_source import FUNCTIONS, Application, assigned, enclosing, not_writable, parameters  # noqa: E402

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
        elif (name in TASKS or is_of_loop(source, call)) and not is_awaited(call, function):
            self.say("background-task", source, call, shown(call))
        elif name in THREADS and not calls_method(function or source.tree, "join"):
            self.say("background-task", source, call, shown(call))
        elif last in ("submit", "run_in_executor") and isinstance(getattr(call, "parent", None), ast.Expr):
            values = {**source.values, **(assigned(function) if function else {})}
            made = values.get(dotted_text(call.func).partition(".")[0])
            is_pool = isinstance(made, ast.Call) and source.dotted(made.func) in POOLS_OF_THREADS
            if last == "run_in_executor" or is_pool:
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
                if address and "memory" not in address[1] and not_writable(address[1]):
                    self.say("sqlite", source, node, node.value)
            elif isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                first, path, *_ = node.values
                if isinstance(first, ast.Constant) and re.fullmatch(r"sqlite(?:\+\w+)?:///", str(first.value)):
                    if self.application.is_outside(source, path):
                        self.say("sqlite", source, node, f"{first.value}...")
            elif isinstance(node, ast.Dict):
                given = {key.value: value for key, value in zip(node.keys, node.values, strict=True)
                         if isinstance(key, ast.Constant)}
                handler, path = given.get("class"), given.get("filename")
                is_handler = isinstance(handler, ast.Constant) and str(handler.value).endswith("FileHandler")
                if is_handler and self.application.is_outside(source, path):
                    self.say("written-file", source, node, str(handler.value))

    def pool(self, source, call, name):
        """A pool of connections, of which each environment of the function has its own."""
        most = POOLS.get(name)
        if most is None:
            return
        given = keywords(call)
        small = [isinstance(given.get(key), ast.Constant) and given[key].value <= value for key, value in most.items()]
        null = source.dotted(given.get("poolclass")).endswith("NullPool")
        url = self.value(source, call.args[0]) if call.args else None
        if not null and not all(small) and not str(url or "").startswith("sqlite"):
            self.say("connection-pool", source, call, shown(call))

    def value(self, source, node):
        if isinstance(node, ast.Name):
            own = source.values.get(node.id)
            found = (source, own) if own else self.application.defined(source.dotted(node), "values")
            return self.value(*found) if found and found[1] is not node else None
        first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
        return first.value if isinstance(first, ast.Constant) else None

    def state(self):
        """Variables of modules that a route changes, itself or by a function that it calls."""
        todo = [(source, one) for source in self.application.sources.values() for one in routes_in(source)]
        seen = set()
        while todo:
            source, function = todo.pop()
            if (source.module, function.name, function.lineno) in seen:
                continue
            seen.add((source.module, function.name, function.lineno))
            own = parameters(function) | set(assigned(function))
            shared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
            for node in ast.walk(function):
                for name, code in changed(node, shared):
                    if dotted_text(name) in own - shared:
                        continue
                    if self.is_kept(source, name, isinstance(name, ast.Name) and name.id in shared):
                        self.say("memory", source, node, code)
                if isinstance(node, ast.Call):
                    name = source.dotted(node.func)
                    local = source.functions.get(name)
                    called = (source, local) if local else self.application.defined(name, "functions")
                    todo += [called] if called else []

    def is_kept(self, source, name, is_global):
        """Whether a name is that of a container of a module, or of a variable that is assigned as a global one."""
        dotted = source.dotted(name)
        if not dotted or "cache" in dotted.lower():
            return False
        if isinstance(name, ast.Name) and name.id in source.values:
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
        return None if isinstance(path, ast.Constant) and str(path.value).startswith((":", "file:")) else path
    if name == "logging.basicConfig":
        return given.get("filename")
    if name in MAKERS:
        return first
    if name in COPIES:
        return call.args[1] if len(call.args) > 1 else given.get("dst")
    if last in ("write_text", "write_bytes", "touch", "mkdir") or last == "open" and writes(first or given.get("mode")):
        return receiver
    return None


def writes(mode):
    return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set(mode.value) & set("wax+"))


def is_of_loop(source, call):
    """Whether a call makes a task of an event loop: `asyncio.get_running_loop().create_task()`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("create_task", "ensure_future"):
        return False
    of = call.func.value
    name = source.dotted(of.func) if isinstance(of, ast.Call) else source.dotted(of)
    return name.endswith("loop")


def is_awaited(call, function):
    """Whether the function waits for a task before it answers."""
    if function is None:
        return False
    decorators = " ".join(ast.unparse(one) for one in function.decorator_list)
    if "contextmanager" in decorators:
        return False  # a lifespan waits for it when the application ends
    node, before = call.parent, call
    while isinstance(node, ast.expr | ast.comprehension | ast.keyword):
        if isinstance(node, ast.Await):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and before is not node.func:
            before = node.func.value  # tasks.append(asyncio.create_task(...))
        node = node.parent
    if isinstance(node, ast.Return | ast.Yield):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
        names -= {one.id for target in targets if isinstance(target, ast.Attribute) for one in ast.walk(target)
                  if isinstance(one, ast.Name)}
    else:
        names = {before.id} if isinstance(before, ast.Name) else set()
    waits = (ast.Await, ast.Return, ast.AsyncFor)
    waiting = [one for one in ast.walk(function) if isinstance(one, waits)]
    within = [one.iter if isinstance(one, ast.AsyncFor) else one.value for one in waiting]
    loops = [one.iter for one in ast.walk(function) if isinstance(one, ast.For) and any(
        isinstance(inner, ast.Await) for inner in ast.walk(one))]
    used = {name.id for one in [*within, *loops] if one for name in ast.walk(one) if isinstance(name, ast.Name)}
    return bool(names & used)


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


def dotted_text(node):
    """A name as it is written; empty for another expression."""
    if isinstance(node, ast.Name):
        return node.id
    before = dotted_text(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{before}.{node.attr}" if before else ""


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
    for source in application.sources.values():
        findings.of(source)
    findings.state()
    print(json.dumps({"files": len(application.sources), "findings": findings.listed()}))


if __name__ == "__main__":
    main()
