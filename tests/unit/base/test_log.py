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


def failing(message: str) -> None:
    try:
        int("deep inside")
    except ValueError:
        logging.getLogger("desktop").exception(message)


def test_standard_error_has_a_line_and_the_file_has_the_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path)
    failing("it went wrong")
    told = capsys.readouterr().err
    assert told.endswith("it went wrong\n")
    assert told.count("\n") == 1
    assert "ValueError: invalid literal" in (tmp_path / "pomoclock.log").read_text()


def test_quiet_says_nothing_and_still_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path, quiet=True)
    failing("it went wrong")
    assert capsys.readouterr().err == ""
    assert "it went wrong" in (tmp_path / "pomoclock.log").read_text()


def test_without_a_file_the_trace_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    failing("it went wrong")
    assert "ValueError: invalid literal" in capsys.readouterr().err


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pomoclock.log").mkdir()
    set_up(tmp_path)
    logging.getLogger("desktop").warning("still told")
    assert capsys.readouterr().err.endswith("still told\n")


def test_the_log_file_is_private(tmp_path: Path) -> None:
    set_up(tmp_path)
    logging.getLogger("desktop").info("hello %s", "world")
    file = tmp_path / "pomoclock.log"
    assert "hello world" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
