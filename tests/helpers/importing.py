"""Imports as the command line makes them, without the command line."""

from __future__ import annotations

from typing import Any

from desktop.app import Node
from desktop.domain.imports.entry import Mapping
from desktop.services.context import Principal
from desktop.services.imports.desk import Choice, Desk

TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,"
    "Duration,Tags"
)


def toggl(*spans: str, person: str = "Mara,mara@example.com", what: str = "Draft") -> bytes:
    """A Toggl file with a line for each "2026-11-02 09:00-10:30"."""
    lines = [TOGGL]
    for span in spans:
        day, times = span.split(" ")
        start, end = times.split("-")
        lines.append(f"{person},Acme,Website,,{what},No,{day},{start},{day},{end},,")
    return "\n".join(lines).encode()


def bring(
    node: Node,
    who: Principal,
    content: bytes,
    *,
    dry: bool = False,
    zone: str = "Europe/Berlin",
    **choice: Any,
) -> dict[str, Any]:
    desk = Desk(node.bus)
    token = desk.lay("time.csv", who, Mapping(zone=zone))
    desk.add(token, content)
    return desk.apply(token, Choice(**choice), dry=dry)
