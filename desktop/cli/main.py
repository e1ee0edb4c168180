"""The command `pomoclock`: parses the line and hands over; at most 300 lines."""

from __future__ import annotations


def run() -> int:
    raise SystemExit(2)
