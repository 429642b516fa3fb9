"""Whether a function waits for the work that it starts, before it answers."""

import ast

from app_scopes import enclosing, parameters

PUTS = {"append", "appendleft", "add", "extend", "insert", "put_nowait", "update"}
YIELDS = ast.Yield | ast.YieldFrom
WAITS = ast.Await | ast.Return | ast.AsyncFor | YIELDS


def is_awaited(call):
    """Whether the function that makes a task waits for it, by itself or by what the task is put into."""
    function = enclosing(call)
    if function is None or is_lifespan(function):
        return False
    node, holders = call.parent, set()
    while isinstance(node, ast.expr | ast.comprehension | ast.keyword):
        if isinstance(node, ast.Await | YIELDS):
            return True
        if isinstance(node, ast.NamedExpr):
            holders.add(dotted_text(node.target))
        if puts := put_into(node):
            holders.add(puts)
        node = node.parent
    if isinstance(node, ast.Return):
        return True
    holders |= targets_of(node)
    while function and holders:
        nodes = list(ast.walk(function))
        follow(holders - {""}, nodes, holders)
        if any(waits_for(node, holders) for node in nodes):
            return True
        # what is no name of this function is one of those around it
        holders = {name for name in holders if name.partition(".")[0] not in bound(function, nodes)}
        function = enclosing(function)
    return False


def follow(new, nodes, holders):
    """Adds the names that get what is behind other names: by an assignment, a loop, or append and the like."""
    holders.discard("")
    while new:
        found = set()
        for node in nodes:
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
                if node.value and mentions(node.value, new):
                    found |= targets_of(node)
            elif isinstance(node, ast.For | ast.comprehension) and mentions(node.iter, new):
                found |= names_in(node.target)
            elif (into := put_into(node)) and any(mentions(one, new) for one in node.args):
                found.add(into)
        new = found - holders - {""}
        holders |= new


def waits_for(node, holders):
    if isinstance(node, WAITS):
        value = node.iter if isinstance(node, ast.AsyncFor) else node.value
        return value is not None and mentions(value, holders)
    # The environment of a streamed answer runs until its end, where the task is ended too
    is_cancel = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cancel"
    return is_cancel and dotted_text(node.func.value) in holders and does_yield(enclosing(node))


def is_pool_ended(pool, call):
    """Whether the function ends a pool of threads, which waits for the work in it."""
    function = enclosing(call)
    for node in ast.walk(function) if function else []:
        if isinstance(node, ast.With) and any(
            pool in (dotted_text(one.context_expr), dotted_text(one.optional_vars)) for one in node.items
        ):
            return True
        if isinstance(node, ast.Call) and dotted_text(node.func) == f"{pool}.shutdown":
            given = {one.arg: one.value for one in node.keywords}
            waits = node.args[0] if node.args else given.get("wait")
            return waits is None or isinstance(waits, ast.Constant) and bool(waits.value)
    return False


def bound(function, nodes):
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    outer = {name for node in nodes if isinstance(node, ast.Nonlocal) for name in node.names}
    return (names | set(parameters(function))) - outer


def is_lifespan(function):
    """Whether a function waits when the application ends."""
    return any("contextmanager" in dotted_text(one) for one in function.decorator_list)


def does_yield(function):
    return any(isinstance(node, YIELDS) and enclosing(node) is function for node in ast.walk(function))


def put_into(node):
    """The name of what a call puts something into: `tasks` of `tasks.append(...)`."""
    is_put = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PUTS
    return dotted_text(node.func.value) if is_put else ""


def targets_of(node):
    if isinstance(node, ast.Assign):
        return {name for one in node.targets for name in names_in(one)}
    is_one = isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr)
    return names_in(node.target) if is_one else set()


def names_in(target):
    """The names of a target: `a` and `self.b` of `a, self.b`, `tasks` of `tasks[1]`."""
    if isinstance(target, ast.Tuple | ast.List):
        return {name for one in target.elts for name in names_in(one)}
    inner = target.value if isinstance(target, ast.Subscript | ast.Starred) else target
    return {dotted_text(inner)}


def mentions(expression, names):
    return any(isinstance(node, ast.Name | ast.Attribute) and dotted_text(node) in names for node in ast.walk(expression))


def dotted_text(node):
    """A name as it is written; empty for another expression."""
    if isinstance(node, ast.Name):
        return node.id
    before = dotted_text(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{before}.{node.attr}" if before else ""
