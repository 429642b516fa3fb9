"""The sources of an application, as far as its module imports them: read, and never run."""

import ast
import os

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Folders of AWS Lambda that an application can write to: /tmp, a mounted file system, devices
WRITABLE = ("/tmp", "/mnt/", "/dev/", "/proc/")
# What is made of a path and stays beside it: os.path.join(BASE, "logs")
OF_PATHS = {"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "str", "os.fspath"}
OF_PATHS |= {f"os.path.{name}" for name in ("join", "abspath", "realpath", "dirname", "normpath", "expanduser")}
HERE = {"os.getcwd", "os.curdir", "pathlib.Path.cwd"}
DEEPEST = 12


class Source:
    """A file of the application."""

    def __init__(self, path, module, tree):
        self.path = path
        self.module = module
        self.tree = tree
        self.names = {}  # of its imports: what each stands for
        self.values = {}  # of its own top level
        self.functions = {}
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node
            self.names.update(imported(node, self.package()))
        for node in tree.body:
            if isinstance(node, FUNCTIONS):
                self.functions[node.name] = node
        self.values.update(assigned(tree))

    def package(self):
        is_package = os.path.basename(self.path) == "__init__.py"
        return self.module if is_package else self.module.rpartition(".")[0]

    def dotted(self, node):
        """What an expression names: `asyncio.create_task`, whatever it was imported as; empty for another one."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            before = self.dotted(node.value)
            return f"{before}.{node.attr}" if before else ""
        return ""

    def calls(self):
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]


class Application:
    """The files that a module and those that it imports are in."""

    def __init__(self, folder, roots):
        self.folder = folder
        self.roots = roots
        self.sources = {}  # by their modules

    def follow(self, module):
        """Reads a module of the application, the packages above it, and all that they import."""
        todo = [module]
        while todo:
            name = todo.pop()
            if name in self.sources:
                continue
            parent = name.rpartition(".")[0]
            if parent:
                todo.append(parent)
            path = self.file_of(name)
            if path and (source := self.read(path, name)):
                todo += [part for one in source.names.values() for part in (one, one.rpartition(".")[0]) if part]

    def add(self, path, module):
        """Reads a file that an import has loaded."""
        if module not in self.sources and self.is_own(path):
            self.read(path, module)
            self.follow(module)

    def read(self, path, module):
        try:
            with open(path, encoding="utf-8") as file:
                tree = ast.parse(file.read())
        except (OSError, SyntaxError, ValueError):
            return None
        source = Source(path, module, without_scripts(tree))
        self.sources[module] = source
        return source

    def is_own(self, path):
        path = os.path.abspath(path)
        parts = os.path.relpath(path, self.folder).split(os.sep)
        return path.startswith(self.folder + os.sep) and "site-packages" not in parts and path.endswith(".py")

    def file_of(self, module):
        for root in self.roots:
            path = os.path.join(root, *module.split("."))
            for one in (f"{path}.py", os.path.join(path, "__init__.py")):
                if os.path.isfile(one) and self.is_own(one):
                    return one
        return None

    def defined(self, name, table):
        """What the application defines by a dotted name, with its source: of `values` or `functions`."""
        module, _, own = name.rpartition(".")
        source = self.sources.get(module)
        if source is None:
            return None
        if own in getattr(source, table):
            return source, getattr(source, table)[own]
        again = source.names.get(own)
        return self.defined(again, table) if again and again != name else None

    def is_outside(self, source, node, depth=0):
        """Whether a path is known to lie where an application in Lambda cannot write; None where that is not known."""
        if node is None or depth > DEEPEST:
            return None

        def of(inner, place=source):
            return self.is_outside(place, inner, depth + 1)

        if isinstance(node, ast.Constant):
            return not_writable(node.value)
        if isinstance(node, ast.JoinedStr) and node.values:
            return of(node.values[0])
        if isinstance(node, ast.FormattedValue | ast.Attribute | ast.Subscript):
            return source.dotted(node) in HERE or of(node.value)
        if isinstance(node, ast.BinOp):
            return of(node.left)
        if isinstance(node, ast.Call):
            name = source.dotted(node.func)
            if name in HERE or name in OF_PATHS and not node.args:
                return True
            if name in OF_PATHS:
                return of(node.args[0])
            # a method of a path, such as resolve()
            known = isinstance(node.func, ast.Attribute) and name.partition(".")[0] not in source.names.values()
            return of(node.func.value) if known else None
        if isinstance(node, ast.Name):
            if node.id == "__file__":
                return True
            inner = enclosing(node)
            if inner and node.id in (local := assigned(inner)):
                return of(local[node.id])
            if inner and node.id in parameters(inner):
                return None
            if node.id in source.values:
                return of(source.values[node.id])
            found = self.defined(source.dotted(node), "values")
            return of(found[1], found[0]) if found else None
        return None


def not_writable(path):
    if not isinstance(path, str) or not path or "://" in path:
        return None
    return not path.startswith(WRITABLE)


def imported(node, package):
    """The names that an import brings, with what each stands for."""
    if isinstance(node, ast.Import):
        return {one.asname or one.name.partition(".")[0]: one.name if one.asname else one.name.partition(".")[0]
                for one in node.names}
    if not isinstance(node, ast.ImportFrom):
        return {}
    parts = package.split(".") if package else []
    above = parts[: len(parts) - node.level + 1] if node.level else []
    module = ".".join([*above, *([node.module] if node.module else [])])
    return {one.asname or one.name: f"{module}.{one.name}" if module else one.name for one in node.names}


def assigned(place):
    """The variables of a module or a function that get one value, with the value; None for one with several."""
    found = {}
    for node in ast.walk(place):
        if isinstance(place, ast.Module) and enclosing(node):
            continue
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    found[target.id] = None if target.id in found else node.value
    return found


def enclosing(node):
    """The function that an expression is in."""
    while node := getattr(node, "parent", None):
        if isinstance(node, FUNCTIONS):
            return node
    return None


def parameters(function):
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return {one.arg for one in every if one}


def without_scripts(tree):
    """The tree without what runs only as a script, or is for type checkers."""

    class Remover(ast.NodeTransformer):
        def visit_If(self, node):
            names = {getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(node.test)}
            if names & {"__name__", "TYPE_CHECKING"}:
                return [self.visit(one) for one in node.orelse] or ast.Pass()
            return self.generic_visit(node)

    return ast.fix_missing_locations(Remover().visit(tree))
