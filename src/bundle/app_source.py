"""The sources of an application, as far as its module imports them: read, and never run."""

import ast
import os

from app_scopes import FUNCTIONS, Scope, imported, linked, places_around
from lambda_branches import DEEPEST, as_in_lambda

# Folders of AWS Lambda that an application can write to: /tmp, a mounted file system, devices
WRITABLE = ("/tmp", "/mnt/", "/dev/", "/proc/")
# What is made of a path and stays beside it: os.path.join(BASE, "logs")
OF_PATHS = {"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "str", "os.fspath"}
OF_PATHS |= {f"os.path.{name}" for name in ("join", "abspath", "realpath", "dirname", "normpath", "expanduser")}
HERE = {"os.getcwd", "os.curdir", "pathlib.Path.cwd"}
# The methods of a path that give one beside it
BESIDE = {"resolve", "absolute", "joinpath", "with_name", "with_stem", "with_suffix", "expanduser", "as_posix"}
TOO_DEEP = "an expression or a branch in it is nested too deeply"
# What a local name stands for: nothing that another file, or the module itself, has
LOCAL = "(local) "


class Source:
    """A file of the application."""

    def __init__(self, path, module, tree):
        self.path = path
        self.module = module
        self.tree = linked(tree)
        self.scopes = {}
        nodes = list(ast.walk(tree))
        self.names = {}  # of its imports: what each stands for
        for node in nodes:
            self.names.update(imported(node, self.package()))
        top = self.scope(tree)
        self.values = {name: value for name, value in top.values.items() if name not in top.imports}
        self.functions = {node.name: node for node in tree.body if isinstance(node, FUNCTIONS)}
        self.classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        self.changing = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}

    def scope(self, place):
        if place not in self.scopes:
            self.scopes[place] = Scope(place, self.package())
        return self.scopes[place]

    def scope_of(self, name):
        """The part of the file that a name belongs to; None for the module, and for what Python has itself."""
        for place in places_around(name):
            scope = self.scope(place)
            if name.id in scope.shared:
                return None
            if name.id in scope.values and name.id not in scope.outer:
                return scope
        return None

    def package(self):
        is_package = os.path.basename(self.path) == "__init__.py"
        return self.module if is_package else self.module.rpartition(".")[0]

    def dotted(self, node):
        """What an expression names: `asyncio.create_task`, whatever it was imported as; empty for another one."""
        if isinstance(node, ast.Name):
            scope = self.scope_of(node)
            return scope.imports.get(node.id, LOCAL + node.id) if scope else self.names.get(node.id, node.id)
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
        self.unread = {}  # files, with the reason

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
                source = Source(path, module, as_in_lambda(ast.parse(file.read())))
        except (RecursionError, MemoryError):
            return self.leave_out(path, TOO_DEEP)
        except SyntaxError as error:
            return self.leave_out(path, f"{error.msg} (line {error.lineno})")
        except (OSError, ValueError) as error:
            return self.leave_out(path, str(error))
        self.sources[module] = source
        return source

    def leave_out(self, path, why):
        self.unread[os.path.relpath(path, self.folder).replace(os.sep, "/")] = why

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
        """What the application defines by a dotted name, with its source: of `values`, `functions` or `classes`."""
        seen = set()
        while name and name not in seen:
            seen.add(name)
            module, _, own = name.rpartition(".")
            source = self.sources.get(module)
            if source is None:
                return None
            if own in getattr(source, table):
                return source, getattr(source, table)[own]
            name = source.names.get(own)
        return None

    def value_of(self, source, name):
        """The value of a name, with its source, where it has one alone."""
        scope = source.scope_of(name)
        if scope and name.id not in scope.imports:
            found = source, scope.values[name.id]
        elif not scope and name.id in source.values:
            found = source, None if name.id in source.changing else source.values[name.id]
        else:
            found = self.defined(source.dotted(name), "values")
        return found if found and found[1] is not None else None

    def resolved(self, source, node):
        """What an expression is, with its source, behind the names that stand for it."""
        for _ in range(DEEPEST):
            if not isinstance(node, ast.Name):
                return source, node
            found = self.value_of(source, node)
            if not found:
                break
            source, node = found
        return source, None

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
            return of(node.left) if isinstance(node.op, ast.Div | ast.Add) else None
        if isinstance(node, ast.Call):
            name = source.dotted(node.func)
            if name in HERE or name in OF_PATHS and not node.args:
                return True
            if name in OF_PATHS:
                return of(node.args[0])
            return of(node.func.value) if isinstance(node.func, ast.Attribute) and node.func.attr in BESIDE else None
        if isinstance(node, ast.Name):
            if node.id == "__file__":
                return True
            found = self.value_of(source, node)
            return of(found[1], found[0]) if found else None
        return None


def not_writable(path):
    if not isinstance(path, str) or not path.strip("/") or "://" in path:
        return None
    return not path.startswith(WRITABLE)
