"""`pomoclock export` and `pomoclock import` as processes, on a free directory and beside its owner."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.helpers.importing import TOGGL, toggl
from tests.helpers.opened import Workbook, pdf_text, rows
from tests.helpers.processes import as_json, complaint, ok, pomoclock, serving, team_of


@pytest.fixture(params=["free", "owned"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    folder.mkdir()
    team_of(folder, 1)
    with serving(folder) if request.param == "owned" else nullcontext():
        yield folder


@pytest.fixture
def time_file(tmp_path: Path) -> Path:
    path = tmp_path / "time.csv"
    path.write_bytes(toggl("2026-09-07 09:00-10:30", "2026-09-08 09:00-11:00"))
    return path


def test_time_comes_in_goes_out_and_is_taken_back(
    data: Path, time_file: Path, tmp_path: Path
) -> None:
    zone = ("--zone", "Europe/Berlin")
    preview = ok("import", time_file, "--preview", *zone, data=data)
    assert "time.csv: toggl, UTF-8, comma" in preview
    assert preview.endswith("2 taken: 3 h 30 min of work.\n")
    dry = ok("import", time_file, "--dry-run", *zone, data=data)
    assert dry == "2 taken: 3 h 30 min of work. Nothing was written: this was a dry run.\n"
    done = as_json("import", time_file, *zone, data=data)
    assert (done["taken"], done["state"]) == (2, "done")
    again = pomoclock("import", str(time_file), *zone, data=data)
    assert "2 known already" in complaint(again, 1)

    out = tmp_path / "out"
    month = ("--month", "2026-09", "--out", out)
    made = as_json(
        "export", *month, *(f"--format={name}" for name in ("csv", "xlsx", "pdf", "ics")), data=data
    )
    files = {Path(f["path"]).suffix: Path(f["path"]) for f in made["files"]}
    assert sorted(p.name for p in out.iterdir()) == sorted(f["name"] for f in made["files"])
    for told in made["files"]:
        assert hashlib.sha256(Path(told["path"]).read_bytes()).hexdigest() == told["sha256"]
    lines = rows(
        (out / f"pomoclock-{made['batch']}-2026-09-01-to-2026-09-30-timesheets.csv").read_bytes()
    )
    assert [line["work"] for line in lines] == ["1:30:00", "2:00:00"]
    assert Workbook(files[".xlsx"].read_bytes()).formulas == 0
    assert "Timesheet" in pdf_text(files[".pdf"].read_bytes())
    said = ok("export", *month, "--format=csv", data=data)
    assert f"Already exported in batch {made['batch']}" in said
    assert "nothing changed since" in said
    assert len(as_json("export", "--list", data=data)) == 2

    assert "was taken back" in ok("import", "--undo", done["batch"], data=data)
    assert as_json("import", "--list", data=data)[0]["state"] == "undone"
    gone = as_json("export", *month, "--format=csv", data=data)
    assert gone["changes"]["removed"] == 2


def test_a_long_file_comes_in_whole(data: Path, tmp_path: Path) -> None:
    """More than one part over loopback, and more than a thousand lines."""
    first = dt.date(2020, 1, 1)
    days = (first + dt.timedelta(days=n) for n in range(1200))
    note = "x" * 900
    path = tmp_path / "long.csv"
    lines = [f"Mara,m@example.com,,,,{note},No,{d},09:00:00,{d},10:00:00,01:00:00," for d in days]
    path.write_text("\n".join([TOGGL, *lines]))
    done = as_json("import", path, "--zone", "UTC", data=data)
    assert (done["taken"], done["work_ms"]) == (1200, 1200 * 3_600_000)


def test_what_cannot_be_read_is_named_by_file_line_and_column(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(toggl("2026-09-07 09:00-10:30", "2026-09-31 09:00-11:00"))
    words = complaint(pomoclock("import", str(path), data=data), 1)
    assert "odd.csv:3, column 8 (Start date): 2026-09-31 is not a day of the calendar" in words
    assert words.startswith("Nothing was imported: ")
    assert json.loads(ok("op", "attendances.list", data=data)) == []
    assert as_json("import", path, "--skip-unreadable", data=data)["taken"] == 1


def test_a_missing_file_and_a_missing_name_are_told(data: Path, tmp_path: Path) -> None:
    assert "nothing.csv" in complaint(
        pomoclock("import", str(tmp_path / "nothing.csv"), data=data), 69
    )
    assert "Name a file" in complaint(pomoclock("import", data=data), 1)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert complaint(pomoclock("export", "--out", str(blocked / "x"), data=data), 69)
    assert as_json("export", "--list", data=data) == []
