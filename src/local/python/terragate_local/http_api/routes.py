"""The choice of a route.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation

What the page leaves open: of two routes that match in full, the one with text where the other has a variable is taken,
from the left; of two greedy ones the longer; and the path decides before the method, so that ``ANY /a`` is taken before
``GET /{x}``. A slash at the end counts, as users of AWS report: ``/items/`` takes a greedy route, and no ``/items``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

DEFAULT = "$default"
ANY = "ANY"
_VARIABLE = re.compile(r"\{([^{}+]+)(\+?)\}")


@dataclass(frozen=True)
class Pattern:
    """The parts of a route's key, such as ``GET /pets/{id}``."""

    key: str
    method: str
    """Method in capitals; ANY for all, and for ``$default``."""
    segments: tuple[str, ...]
    """Text, or a variable in braces."""

    @classmethod
    def of(cls, key: str) -> "Pattern":
        method, _, path = key.partition(" ")
        if not path:
            return cls(key, ANY, ())
        return cls(key, method.upper(), segments_of(path))

    @property
    def path(self) -> str:
        """The path of the key, with its variables; ``$default`` as it is."""
        return self.key.partition(" ")[2] or self.key

    @property
    def is_greedy(self) -> bool:
        return bool(self.segments) and self.segments[-1].endswith("+}")

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The variables of a path, decoded; None where it does not match."""
        own = self.segments
        if self.is_greedy:
            if len(segments) < len(own):
                return None
            segments = (*segments[: len(own) - 1], "/".join(segments[len(own) - 1 :]))
        if len(own) != len(segments):
            return None
        found: dict[str, str] = {}
        for mine, theirs in zip(own, segments):
            variable = _VARIABLE.fullmatch(mine)
            if variable is None:
                if unquote(theirs) != mine:
                    return None
            elif theirs or variable[2]:
                found[variable[1]] = unquote(theirs)
            else:
                return None
        return found

    @property
    def precedence(self) -> tuple:
        """What is taken first comes first in the order of these."""
        if self.key == DEFAULT:
            return (2,)
        variables = tuple(_VARIABLE.fullmatch(one) is not None for one in self.segments)
        greedy = self.is_greedy
        return (int(greedy), -len(self.segments) if greedy else 0, variables, self.method == ANY)


@dataclass(frozen=True)
class Choice:
    pattern: Pattern
    variables: dict[str, str]


class Routes:
    """The routes of an API, in the order in which they are tried."""

    def __init__(self, keys: Iterable[str]):
        self._patterns = sorted(map(Pattern.of, keys), key=lambda one: one.precedence)

    def choose(self, method: str, path: str) -> Choice | None:
        """The route of a request. @param path: within the stage, as it was sent"""
        segments = segments_of(path)
        for pattern in self._patterns:
            if pattern.method not in (ANY, method):
                continue
            variables = {} if pattern.key == DEFAULT else pattern.match(segments)
            if variables is not None:
                return Choice(pattern, variables)
        return None


def segments_of(path: str) -> tuple[str, ...]:
    """The segments of a path; none of ``/``."""
    return tuple(path[1:].split("/")) if path not in ("", "/") else ()
