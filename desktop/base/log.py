"""Logging set up once, with known secrets blotted out at the handler."""

from __future__ import annotations

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from .paths import LOG

_SECRET = re.compile(
    r"(?i)((?:api_key|authorization|password|token|pin|secret)[\"']?\s*[:=]\s*[\"']?(?:Token |Basic )?)"
    r"[^\s\"',}]+"
)


class Redact(logging.Filter):
    """Replaces values that follow the name of a secret, whoever logged them."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        cleaned = _SECRET.sub(r"\1[hidden]", text)
        if cleaned != text:
            record.msg, record.args = cleaned, ()
        return True


class OneLine(logging.Formatter):
    """What went wrong without where: the file has the rest."""

    def format(self, record: logging.LogRecord) -> str:
        short = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        return super().format(short)


class _File(RotatingFileHandler):
    """A log on a full disk loses lines, and neither stops the work nor talks about itself."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's own name
        pass


def set_up(folder: Path | None = None, *, verbose: bool = False, quiet: bool = False) -> None:
    """Warnings to standard error; everything from INFO up to a rotating file of the data directory.

    Where there is a file, standard error has a line each and no traces. `quiet`: nothing on standard
    error, for commands that say themselves what became of them.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    layout = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
    file = None if folder is None else _file(folder)
    if file is not None:
        _add(root, file, logging.Formatter(layout))
    if quiet and not verbose:
        root.addHandler(logging.NullHandler())
    else:
        console = logging.StreamHandler(sys.stderr)
        console.setLevel(logging.DEBUG if verbose else logging.WARNING)
        traces = verbose or file is None
        _add(root, console, logging.Formatter(layout) if traces else OneLine(layout))
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def _file(folder: Path) -> logging.Handler | None:
    """None where no file can be made; that is no reason not to start."""
    name = folder / LOG
    try:
        name.touch(mode=0o600, exist_ok=True)
        return _File(name, maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True)
    except OSError:
        return None


def _add(root: logging.Logger, handler: logging.Handler, layout: logging.Formatter) -> None:
    handler.setFormatter(layout)
    handler.addFilter(Redact())
    root.addHandler(handler)
