"""The command line's part of an import: an interrupt asks the writer to stop, and says what came of it."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from desktop.base.errors import Rejected
from desktop.cli import imports


class Slow:
    """A session in whose import somebody presses Ctrl+C."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.asked: list[str] = []

    def call(self, name: str, params: Mapping[str, Any], body: Any) -> Any:
        raise NotImplementedError  # an import asks for controls only, never for an operation

    def control(self, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(f"{name} {payload['step']}")
        if payload["step"] == "apply":
            _thread.interrupt_main()
            assert self.stopped.wait(30)
            raise Rejected("cancelled")
        self.stopped.set()
        return {}


def test_an_interrupt_stops_the_import_and_waits_for_its_answer() -> None:
    session = Slow()
    with pytest.raises(Rejected, match="cancelled"):
        imports._run(session, {"token": "t", "step": "apply"}, quiet=True)
    assert session.asked == ["import apply", "import stop"]
