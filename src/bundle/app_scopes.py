"""The names that the parts of a file bind: a module, classes, functions and comprehensions."""

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef, *COMPREHENSIONS)


class Scope:
    """A part of a file that has names of its own."""

    def __init__(self, place, package):
        self.values = {}  # by names: the value of one that is assigned once and in no other way, else None
        self.imports = {}  # what the imported names stand for
        self.outer = set()  # names that it takes from further out, by `nonlocal`
        self.shared = set()  # names that it takes from the module, by `global`
        if isinstance(place, (*FUNCTIONS, ast.Lambda)):
            self.values.update(dict.fromkeys(parameters(place)))
        if isinstance(place, COMPREHENSIONS):
            todo = [one.target for one in place.generators]
        else:
            todo = [place.body] if isinstance(place, ast.Lambda) else list(place.body)
        while todo:
            node = todo.pop()
            self.bind_by(node, package)
            todo += within(node)
        self.imports = {name: what for name, what in self.imports.items() if what}

    def bind_by(self, node, package):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            self.bind(node.id, plain_value(node))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for name, what in imported(node, package).items():
                self.imports[name] = what
                self.bind(name, None)
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            self.bind(node.name, None)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            self.bind(node.rest, None)
        elif isinstance(node, ast.Global):
            self.shared.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            self.outer.update(node.names)

    def bind(self, name, value):
        if name in self.values:
            value = self.imports[name] = None
        self.values[name] = value


def within(node):
    """The parts of a node that may bind names of the scope that the node is in."""
    if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
        return []
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return []  # `name: type` alone
    if isinstance(node, ast.comprehension):
        return [node.iter, *node.ifs]
    return list(ast.iter_child_nodes(node))


def plain_value(name):
    """The value that an assignment gives a name alone; None for a part of a value, a loop, `with` and the like."""
    by = name.parent
    if isinstance(by, ast.Assign) and any(name is one for one in by.targets):
        return by.value
    return by.value if isinstance(by, ast.AnnAssign | ast.NamedExpr) and name is by.target else None


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


def parameters(function):
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return [one.arg for one in every if one]


def enclosing(node, kinds=FUNCTIONS):
    """The function, or another part, that an expression is in."""
    while node := getattr(node, "parent", None):
        if isinstance(node, kinds):
            return node
    return None


def places_around(node):
    """The scopes that an expression sees, the innermost first, without the module."""
    inner, node_is_body = False, getattr(node, "is_body", False)
    while node := getattr(node, "parent", None):
        # decorators, defaults and bases are outside of what they belong to, and a class is not seen by its methods
        if isinstance(node, COMPREHENSIONS) or isinstance(node, SCOPES) and node_is_body:
            if not (inner and isinstance(node, ast.ClassDef)):
                yield node
            inner = True
        node_is_body = getattr(node, "is_body", False)


def linked(tree):
    """The tree, each node of which knows the one that it is a part of, and whether it is of its body."""
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    child.parent, child.is_body = node, field == "body"
    return tree
