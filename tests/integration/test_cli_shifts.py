"""`pomoclock shifts` as a process, on a directory that is free and on one that a hub owns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.helpers.processes import as_json, complaint, ok, pomoclock, serving, team_of


@pytest.fixture(params=["free", "owned"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    team_of(folder, 1)
    with serving(folder) if request.param == "owned" else nullcontext():
        yield folder


def plan(data: Path, day: str, hour: int = 9, **more: object) -> int:
    body = {
        "start_at": f"{day}T{hour:02}:00:00Z",
        "end_at": f"{day}T{hour + 4:02}:00:00Z",
        "role": "Cook",
        "location_name": "Bondi",
        **more,
    }
    made = json.loads(ok("op", "shifts.manager_create", "--body", json.dumps(body), data=data))
    return int(made["id"])


def test_a_week_is_copied_tried_and_published_from_a_terminal(data: Path) -> None:
    me = json.loads(ok("op", "me.get", data=data))["id"]
    first = plan(data, "2031-03-03", assignee_id=me)
    plan(data, "2031-03-05")
    week = ("--week", "2031-03-04", "--to", "2031-03-12")
    tried = ok("shifts", "copy", *week, "--dry-run", data=data)
    assert tried.startswith("Would copy, as drafts: 2 shifts.\n")
    copied = ok("shifts", "copy", *week, data=data)
    assert copied.startswith("Copied, as drafts: 2 shifts.\n")
    assert "Cook · Bondi" in copied
    assert "low: Nobody works this shift yet: 0 of 1 filled at Bondi on Wed 12 Mar." in copied
    again = as_json("shifts", "copy", *week, data=data)
    assert (again["done"], [one["code"] for one in again["left"]]) == ([], ["there", "there"])
    shown = ok("shifts", "publish", "--from", "2031-03-10", "--until", "2031-03-16", data=data)
    assert shown.startswith("Published: 2 shifts.\n")
    assert ok("shifts", "publish", "--shift", str(first), data=data).startswith(
        "Published: 1 shift.\n"
    )
    busy = pomoclock("shifts", "copy", "--shift", str(first), "--to", "2031-03-10", data=data)
    assert (busy.returncode, busy.stdout) == (
        0,
        f"Copied, as drafts: no shifts.\n  left out: shift {first} on 2031-03-10 is there already\n",
    )
    plan(data, "2031-03-20", 8, assignee_id=me)
    over = pomoclock("shifts", "copy", "--shift", str(first), "--to", "2031-03-20", data=data)
    assert (over.returncode, "overlaps shift" in over.stdout) == (4, True)


def test_what_cannot_be_planned_is_refused_in_one_line(data: Path) -> None:
    unknown = pomoclock("shifts", "publish", "--shift", "4711", data=data)
    assert complaint(unknown, 1) == "No shift 4711."
    plan(data, "2031-03-03")
    same = pomoclock("shifts", "copy", "--from", "2031-03-03", "--to", "2031-03-03", data=data)
    assert complaint(same, 1) == "to is where the shifts are already"
    assert pomoclock("shifts", "copy", "--week", "soon", "--to", "2031-03-03").returncode == 2
    assert pomoclock("shifts", "copy", "--week", "2031-03-03").returncode == 2
