"""`pomoclock log` as a process, on a directory that is free and on one that a hub owns."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.helpers.processes import as_json, ok, pomoclock, serving, team_of


@pytest.mark.parametrize("owned", [False, True])
def test_the_audit_log_is_read_from_a_terminal(tmp_path: Path, owned: bool) -> None:
    data = tmp_path / "data"
    team_of(data, 1)
    with serving(data) if owned else nullcontext():
        body = {"start_at": "2031-03-03T09:00:00Z", "end_at": "2031-03-03T17:00:00Z"}
        ok("op", "shifts.manager_create", "--body", json.dumps(body), data=data)
        (line,) = [text for text in ok("log", data=data).splitlines() if "shift" in text]
        assert "drafted a shift at " in line
        last = as_json("log", "--limit", "1", data=data)[-1]
        assert set(last) == {"at", "text", "reason"}
        assert as_json("log", "--since", "2031-01-01", data=data) == []
        assert pomoclock("log", "--since", "yesterday", data=data).returncode == 2
