"""Logging set up once, with known secrets blotted out at the handler."""

from __future__ import annotations

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

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


def set_up(folder: Path | None = None, *, verbose: bool = False) -> None:
    """Warnings to standard error; everything from INFO up to a rotating file of the data directory."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    layout = logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.DEBUG if verbose else logging.WARNING)
    handlers: list[logging.Handler] = [console]
    if folder is not None:
        name = folder / "pomoclock.log"
        name.touch(mode=0o600, exist_ok=True)
        handlers.append(
            RotatingFileHandler(name, maxBytes=2_000_000, backupCount=3, encoding="utf-8")
        )
    for handler in handlers:
        handler.setFormatter(layout)
        handler.addFilter(Redact())
        root.addHandler(handler)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
