"""Policies of IAM and of resources: what they say to one request. An explicit deny wins.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import functools
import ipaddress
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

LOG = logging.getLogger(__name__)


class Decision(Enum):
    ALLOW = "allow"
    DENY = "explicit deny"
    SILENT = "implicit deny"


@dataclass(frozen=True)
class Question:
    """What a policy is asked: may somebody do this here, with these values of the condition keys."""

    action: str
    resource: str
    values: Mapping[str, list[str]]
    """Values of condition keys, by their names in lower case."""
    principals: tuple[str, ...] = ()
    """ARNs that name the caller: of the user; or of the session and of its role. None for an unknown caller."""
    account: str | None = None
    """The caller's account."""
    own: str = ""
    """ARN of the API, for resources in the short form ``execute-api:/*``."""
    service: str | None = None
    """The service that asks for itself, such as ``apigateway.amazonaws.com``; None where a caller asks."""


def decide(documents: Iterable[Mapping], question: Question) -> Decision:
    """What policies of an identity say."""
    return _decide(documents, question, lambda _statement: True)


def decide_for_resource(document: Mapping, question: Question) -> Decision:
    """What the policy of a resource says: its statements name whom they are about."""
    return _decide([document], question, lambda statement: _is_about(statement, question))


def bounded(own: Decision, boundary: Decision | None) -> Decision:
    """What the policies of an identity say within its permissions boundary (None: it has none). An explicit deny of the
    boundary stays one, so that it wins over what a resource policy allows."""
    if boundary is None or (own != Decision.ALLOW and boundary != Decision.DENY):
        return own
    return boundary


def combined(identity: Decision, resource: Decision | None, same_account: bool = True) -> Decision:
    """The outcome for a caller who has policies, and a resource that may have one (None: it has none).

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    """
    if resource is None:
        return identity
    if Decision.DENY in (identity, resource):
        return Decision.DENY
    allowing = [identity, resource].count(Decision.ALLOW)
    return Decision.ALLOW if allowing >= (1 if same_account else 2) else Decision.SILENT


def is_policy(document: object) -> bool:
    """Whether a value has the form of a policy, of which ``decide`` can say something."""
    statements = _listed(document.get("Statement")) if isinstance(document, dict) else []
    return bool(statements) and all(
        isinstance(one, dict)
        and one.get("Effect") in ("Allow", "Deny")
        and ("Action" in one) != ("NotAction" in one)
        and ("Resource" in one) != ("NotResource" in one)
        for one in statements
    )


def _decide(documents: Iterable[Mapping], question: Question, is_about: Callable[[Mapping], bool]) -> Decision:
    decision = Decision.SILENT
    for document in documents:
        for statement in _listed(document.get("Statement")):
            if not (is_about(statement) and _applies(statement, question)):
                continue
            if statement.get("Effect") == "Deny":
                return Decision.DENY
            if statement.get("Effect") == "Allow":
                decision = Decision.ALLOW
    return decision


def _applies(statement: Mapping, question: Question) -> bool:
    return (
        _is_named(statement, "Action", lambda one: _like(one.lower(), question.action.lower()))
        and _is_named(statement, "Resource", lambda one: _is_resource(one, question))
        and _holds(statement, question)
    )


def _is_named(statement: Mapping, element: str, matches: Callable[[str], bool]) -> bool:
    if element in statement:
        return any(map(matches, _texts(statement[element])))
    return f"Not{element}" in statement and not any(map(matches, _texts(statement[f"Not{element}"])))


def _is_resource(pattern: str, question: Question) -> bool:
    if pattern.startswith("execute-api:/"):
        pattern = f"{question.own}/{pattern.removeprefix('execute-api:/')}"
    return _like(_resolved(pattern, question), question.resource)


def _is_about(statement: Mapping, question: Question) -> bool:
    """Whether the ``Principal`` of a statement is the caller."""
    if "NotPrincipal" in statement:
        return not _names(statement["NotPrincipal"], question.principals, question.service)
    callers = question.principals
    # An account as the principal lets it give permissions to its users; it gives them none by itself
    if question.account and (statement.get("Effect") == "Deny" or any(one.endswith(":root") for one in callers)):
        partition = callers[0].split(":")[1] if callers else "aws"
        callers = (*callers, question.account, f"arn:{partition}:iam::{question.account}:root")
    return _names(statement.get("Principal"), callers, question.service)


def _names(principal: object, callers: tuple[str, ...], service: str | None) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    if service is not None and service in _texts(principal.get("Service")):
        return True
    return any(one == "*" or one in callers for one in _texts(principal.get("AWS")))


def _holds(statement: Mapping, question: Question) -> bool:
    """Whether all conditions of a statement hold. One that is not known here never opens anything."""
    unknown = statement.get("Effect") != "Allow"
    for operator, keys in (statement.get("Condition") or {}).items():
        test = _test(operator)
        for key, expected in keys.items():
            try:
                held = test(question.values.get(key.lower()), [_resolved(one, question) for one in _texts(expected)])
            except ValueError as error:
                LOG.warning("A condition of a policy cannot be read, and refuses: %s %s: %s", operator, key, error)
                held = unknown
            if not held:
                return False
    return True


def _test(operator: str) -> Callable[[list[str] | None, list[str]], bool]:
    """The test of an operator of conditions: of the values of a request, None where it has none, by those of a policy.

    It raises ValueError where the operator is not known, or a value is no number, date or address.
    """
    quantifier, _, base = operator.rpartition(":")
    optional = base.endswith("IfExists")
    base = base.removesuffix("IfExists")
    if base == "Null":
        return lambda actual, expected: (actual is None) == (expected[0].lower() == "true")
    negative = base in _NEGATIVE
    matches = _OPERATORS.get(_NEGATIVE.get(base, base))

    def test(actual: list[str] | None, expected: list[str]) -> bool:
        if matches is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
            raise ValueError("the local AWS does not know this operator")
        if actual is None:
            return optional or quantifier == "ForAllValues" or (negative and not quantifier)
        found = (any(matches(one, pattern) for pattern in expected) != negative for one in actual)
        # Of a key with one value the two are the same
        return all(found) if quantifier == "ForAllValues" or (negative and not quantifier) else any(found)

    return test


def _like(pattern: str, value: str) -> bool:
    return bool(_pattern(pattern).fullmatch(value))


@functools.lru_cache(4096)
def _pattern(pattern: str) -> re.Pattern[str]:
    """``*`` is any text, ``?`` any character, and nothing else is special. ``${*}`` is ``*`` itself."""
    parts = re.split(r"(\$\{[*?$]\}|[*?])", pattern)
    found = {"*": ".*", "?": "."}
    literal = (re.escape(re.sub(r"\$\{(.)\}", r"\1", part)) for part in parts)
    return re.compile("".join(found.get(part, text) for part, text in zip(parts, literal, strict=True)), re.DOTALL)


def _arn_like(value: str, pattern: str) -> bool:
    """Each of the six parts of an ARN by its own pattern."""
    values, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(values) == len(patterns) == 6 and all(map(_like, patterns, values))


def _in_network(value: str, network: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)


def _date(text: str) -> datetime:
    if re.fullmatch(r"\d+", text):
        return datetime.fromtimestamp(int(text), UTC)
    date = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return date if date.tzinfo else date.replace(tzinfo=UTC)


_ORDERS: dict[str, Callable] = {
    "Equals": lambda a, b: a == b,
    "LessThan": lambda a, b: a < b,
    "LessThanEquals": lambda a, b: a <= b,
    "GreaterThan": lambda a, b: a > b,
    "GreaterThanEquals": lambda a, b: a >= b,
}


def _ordered(kind: Callable[[str], object], order: Callable) -> Callable[[str, str], bool]:
    return lambda value, expected: order(kind(value), kind(expected))


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda value, expected: value == expected,
    "StringEqualsIgnoreCase": lambda value, expected: value.lower() == expected.lower(),
    "StringLike": lambda value, pattern: _like(pattern, value),
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda value, expected: value.lower() == expected.lower(),
    "IpAddress": _in_network,
    **{f"Numeric{name}": _ordered(float, order) for name, order in _ORDERS.items()},
    **{f"Date{name}": _ordered(_date, order) for name, order in _ORDERS.items()},
}
_NEGATIVE = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}
"""Operators that hold where another one does not."""


def _resolved(text: str, question: Question) -> str:
    """A text with the values of its variables, such as ``${aws:username}``. Unknown ones match nothing."""

    def value(match: re.Match[str]) -> str:
        name, _, default = match[1].partition(",")
        values = question.values.get(name.strip().lower())
        # What a caller is called is no pattern
        found = values[0] if values and len(values) == 1 else default.strip(" '") if default else None
        return match[0] if found is None else re.sub(r"([*?$])", r"${\1}", found)

    return re.sub(r"\$\{([^*?$}][^}]*)\}", value, text)


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: object) -> list[str]:
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in _listed(value)]
