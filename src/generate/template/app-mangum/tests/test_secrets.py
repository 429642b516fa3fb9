"""Secrets, which the package reads."""

import sys
from importlib import reload
from types import SimpleNamespace
from typing import Any

import pytest

import my_api


def test_are_read_before_any_other_module_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    package: Any = SimpleNamespace(load=lambda: reads.append("all"))
    monkeypatch.setitem(sys.modules, "terragate_secrets", package)
    reload(my_api)
    assert reads == []
    monkeypatch.setenv("TERRAGATE_SECRETS", "{}")
    reload(my_api)
    assert reads == ["all"]
