"""Where files live: the resources of the program and the data directory of a person."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

STORE = "pomoclock.db"
LOCK = "pomoclock.lock"
LOG = "pomoclock.log"
DEMO_CREDENTIALS = "demo-credentials.json"


@cache
def resources() -> Path:
    """The folder `resources`: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource(name: str) -> Path:
    """A file that ships with the program, e.g. `icons/check.svg`."""
    found = resources() / name
    if not found.exists():
        raise FileNotFoundError(f"the program was installed without {name}")
    return found


def default_data_dir() -> Path:
    override = os.environ.get("POMOCLOCK_DATA")
    if override:
        return Path(override)
    import platformdirs

    return Path(platformdirs.user_data_dir("pomoclock", appauthor=False, roaming=False))
