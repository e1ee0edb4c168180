from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.base.log import Redact, set_up


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = before, level


@pytest.mark.parametrize(
    "text",
    [
        "api_key: pk_canary",
        "headers {'api_key': 'pk_canary'}",
        'body {"password": "pk_canary"}',
        "Authorization: Token pk_canary",
        "Authorization: Basic pk_canary",
        "token=pk_canary&x=1",
        "pin: pk_canary",
    ],
)
def test_a_secret_never_reaches_a_handler(text: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%s", (text,), None)
    Redact().filter(record)
    assert "canary" not in record.getMessage()
    assert "[hidden]" in record.getMessage()


def test_the_log_file_is_private(tmp_path: Path) -> None:
    set_up(tmp_path)
    logging.getLogger("desktop").info("hello %s", "world")
    file = tmp_path / "pomoclock.log"
    assert "hello world" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
