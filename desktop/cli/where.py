"""Which data directory is meant, and how times are written in a terminal."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from desktop.base import paths


def folder(args: argparse.Namespace) -> Path:
    chosen: Path | None = getattr(args, "data", None)
    return (chosen or paths.default_data_dir()).expanduser()


def local_time(instant: str) -> str:
    """An ISO instant as HH:MM of this machine's zone, with the date when it is not today's."""
    local = dt.datetime.fromisoformat(instant).astimezone()
    now = dt.datetime.now(dt.UTC).astimezone()
    return local.strftime("%H:%M" if local.date() == now.date() else "%Y-%m-%d %H:%M")


def duration(seconds: float) -> str:
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
