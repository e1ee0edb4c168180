"""`make bench`: every figure of the issue as a ratio to a floor measured in the same run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import chain_bench, export_bench, http_bench, rules_bench, sync_bench, window_bench
from .report import Figure, show


def main(only: list[str]) -> int:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="pomoclock-bench-") as scratch:
        folder = Path(scratch)
        window = folder / "window"
        parts: dict[str, Callable[[], list[Figure]]] = {
            "start": lambda: window_bench.start_and_memory(window),
            "click": lambda: [window_bench.click(window)],
            "http": lambda: http_bench.figures(folder / "http"),
            "rules": lambda: rules_bench.figures(folder / "rules"),
            "chain": lambda: chain_bench.figures(folder / "chain"),
            "sync": lambda: sync_bench.figures(folder / "sync"),
            "export": lambda: export_bench.figures(folder / "export"),
        }
        chosen = [name for name in parts if not only or name in only]
        if {"start", "click"} & set(chosen):
            window_bench.filled(window)
        for name in chosen:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            figures += parts[name]()
    show(figures)
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
