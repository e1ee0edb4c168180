"""Demo data: a team that looks lived in, made from a seed and a day, and gone without a trace."""

from __future__ import annotations

from .apply import apply
from .bulk import bulk
from .credentials import DemoPeople, Login, Secrets, draw, write_credentials
from .directory import fill_directory
from .fill import fill
from .reset import reset

__all__ = [
    "DemoPeople",
    "Login",
    "Secrets",
    "apply",
    "bulk",
    "draw",
    "fill",
    "fill_directory",
    "reset",
    "write_credentials",
]
