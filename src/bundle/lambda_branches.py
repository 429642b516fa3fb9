"""The code of an application that runs in AWS Lambda: without what is for scripts, type checkers and other machines."""

import ast

# Variables of each function, and the one by which many applications know a developer's machine
THERE = {"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT"}
NOT_THERE = {"LOCAL_DEV"}
DEEPEST = 12
"""Steps by which names are followed to what they stand for: two may be each other's."""


def as_in_lambda(tree):
    """The tree without the branches that do not run in Lambda."""
    values = {}
    for node in tree.body:
        for target in node.targets if isinstance(node, ast.Assign) else []:
            if isinstance(target, ast.Name):
                values[target.id] = None if target.id in values else node.value
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                value[:] = running(value, values)
            elif isinstance(value, ast.IfExp):
                setattr(node, field, running([value], values)[0])
    return tree


def running(nodes, values):
    """The nodes of a list, with what runs of a branch in its place."""
    found, todo = [], list(reversed(nodes))
    while todo:
        node = todo.pop()
        holds = truth(node.test, values) if isinstance(node, ast.If | ast.IfExp) else None
        if holds is None:
            found.append(node)
        else:
            chosen = node.body if holds else node.orelse
            todo += reversed(chosen) if isinstance(chosen, list) else [chosen]
    return found


def truth(test, values, depth=0):
    """Whether a condition holds in Lambda; None where that is not known."""
    def of(inner):
        return truth(inner, values, depth + 1)

    if depth > DEEPEST:
        return None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return opposite(of(test.operand))
    if isinstance(test, ast.BoolOp):
        parts = [of(one) for one in test.values]
        decides = isinstance(test.op, ast.Or)
        if decides in parts:
            return decides
        return None if None in parts else not decides
    if isinstance(test, ast.Compare):
        return compared(test, of)
    if isinstance(test, ast.Call):
        if getattr(test.func, "id", "") == "bool" and test.args:
            return of(test.args[0])
        return is_set(test.args[0]) if test.args and name_of(test.func) in ("getenv", "get") else None
    if isinstance(test, ast.Subscript):
        return is_set(test.slice) if name_of(test.value) == "environ" else None
    name = name_of(test)
    if name == "TYPE_CHECKING" or name in NOT_THERE:
        return False
    return of(values[name]) if isinstance(test, ast.Name) and name in values else None


def compared(test, of):
    right, by = test.comparators[0], test.ops[0]
    if name_of(test.left) == "__name__" or name_of(right) == "__name__":
        return isinstance(by, ast.NotEq)
    if isinstance(by, ast.In | ast.NotIn):
        found = is_set(test.left) if name_of(right) == "environ" else None
        return found if isinstance(by, ast.In) else opposite(found)
    is_same, holds = isinstance(by, ast.Is | ast.Eq), of(test.left)
    if not isinstance(right, ast.Constant):
        return None
    if not right.value:
        return opposite(holds) if is_same else holds
    return not is_same if holds is False else None


def is_set(variable):
    name = variable.value if isinstance(variable, ast.Constant) else None
    return True if name in THERE else False if name in NOT_THERE else None


def opposite(holds):
    return None if holds is None else not holds


def name_of(node):
    return getattr(node, "id", getattr(node, "attr", ""))
