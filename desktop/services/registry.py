"""Binds every row of the table to its use case; a row that fits none stops the start."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from desktop.base.errors import NotYet
from desktop.contract.operation import Operation
from desktop.contract.table import BadRow, Table

NOT_YET = frozenset(
    {
        "actions",
        "addons",
        "chats",
        "contacts",
        "developers",
        "devices",
        "fragments",
        "invitations",
        "messages",
        "vendors",
        "wallet",
    }
)
"""Families of a later version: declared, answered with 501, listed in the README."""

NOT_YET_OPERATIONS = frozenset(
    {
        "accounts.search",
        "me.qr",
        "users.reset_password",
        "users.send_verification_email",
        "users.send_verification_sms",
        "users.verify",
    }
)

_BUILTINS = {"list": "list_", "delete": "delete", "import": "import_"}

UseCase = Callable[..., Any]


class Bindings:
    """Rows and their use cases, bound when first asked for: a window needs few of them to start."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._use_cases: dict[str, UseCase] = {}
        self._preparations: dict[str, UseCase | None] = {}

    def use_case(self, row: Operation) -> UseCase:
        """BadRow when a function is missing or asks for other inputs."""
        found = self._use_cases.get(row.name)
        if found is None:
            found = self._use_cases[row.name] = _use_case(row)
        return found

    def preparation(self, row: Operation) -> UseCase | None:
        """`prepare_<verb>(reader, call, [body], *, parameters)` of a write that has one.

        What it returns is the use case's `call.prepared`. It is for slow work, such as hashing a
        password, that must not hold up the writer.
        """
        if row.name not in self._preparations:
            step = None
            if row.writes:
                beside = inspect.getmodule(self.use_case(row))
                step = getattr(beside, f"prepare_{row.verb}", None)
            if step is not None:
                _check(row, step)
            self._preparations[row.name] = step
        return self._preparations[row.name]

    def check(self) -> None:
        """Binds every row; BadRow for the first that does not fit. Done before a node serves."""
        for row in self._table:
            self.preparation(row)
            self.use_case(row)


def is_built(row: Operation) -> bool:
    return row.family not in NOT_YET and row.name not in NOT_YET_OPERATIONS


def _use_case(row: Operation) -> UseCase:
    if not is_built(row):
        return not_yet
    module = _module(row.family)
    function = getattr(module, _BUILTINS.get(row.verb, row.verb), None)
    if function is None:
        raise BadRow(f"{row.name}: {module.__name__} has no function {row.verb}")
    _check(row, function)
    return function  # type: ignore[no-any-return]


def _module(family: str) -> ModuleType:
    name = f"desktop.services.{family}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name:
            raise BadRow(f"the family {family} has no module {name}") from error
        raise


def _check(row: Operation, function: UseCase) -> None:
    parameters = list(inspect.signature(function).parameters.values())
    positional = [p.name for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    expected = 2 if row.body is None else 3
    if len(positional) != expected:
        raise BadRow(
            f"{row.name}: its use case takes {positional}, the row gives {expected} values"
        )
    keywords = {p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}
    declared = {safe(p.name) for p in row.params}
    if keywords != declared:
        raise BadRow(
            f"{row.name}: its use case asks for {sorted(keywords)}, not {sorted(declared)}"
        )


def safe(name: str) -> str:
    """A parameter's name as a Python keyword argument: `from` becomes `from_`."""
    return name + "_" if name == "from" else name


def not_yet(*_: Any, **__: Any) -> Any:
    """The use case of every row that is not built."""
    raise NotYet("This operation is not implemented yet. The README lists what is.")
