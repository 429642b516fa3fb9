"""Tables that many threads use: one that goes through a table of Python's own fails where another one adds to it."""

from collections.abc import Iterator


class Steady(dict):
    """A dict whose readers go through what it held when they began."""

    def __iter__(self) -> Iterator:
        return iter(self.keys())

    def keys(self) -> list:
        return list(super().keys())

    def values(self) -> list:
        return list(super().values())

    def items(self) -> list:
        return list(super().items())


def keep_steady(owner: type, name: str) -> None:
    """Gives each object of a class a steady table in place of its own, from its making on."""
    make = owner.__init__

    def __init__(self, *args, **kwargs):
        make(self, *args, **kwargs)
        setattr(self, name, Steady(getattr(self, name)))

    owner.__init__ = __init__
