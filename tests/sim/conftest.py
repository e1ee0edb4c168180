"""Simulations commit thousands of times; on a disk of memory that costs nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SHM = Path("/dev/shm")


def quick_folder() -> Path:
    """A new folder in memory where the system has one."""
    base = SHM if SHM.is_dir() else None
    return Path(tempfile.mkdtemp(prefix="pomoclock-sim-", dir=base))


@pytest.fixture
def folder() -> Iterator[Path]:
    made = quick_folder()
    yield made
    shutil.rmtree(made)
