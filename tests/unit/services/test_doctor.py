from __future__ import annotations

from desktop.app import Node
from desktop.contract.models import WorkforceAttendanceInput
from desktop.services import doctor
from desktop.services.context import Principal


def findings(node: Node) -> dict[str, doctor.Finding]:
    return {finding["check"]: finding for finding in doctor.examine(node.store)}


def test_a_sound_store_is_called_sound(node: Node, me: Principal) -> None:
    body = WorkforceAttendanceInput(status="start")
    node.bus.call("attendances.create", principal=me, body=body)
    found = findings(node)
    assert {name for name, each in found.items() if not each["ok"]} <= {"disk", "library"}
    assert found["punches"]["found"] == "1 punches, all as they were recorded"


def test_a_punch_that_was_changed_behind_our_back_is_found(node: Node, me: Principal) -> None:
    body = WorkforceAttendanceInput(status="start")
    node.bus.call("attendances.create", principal=me, body=body)
    conn = node.store._writer._conn
    conn.execute("drop trigger punch_no_update")
    conn.execute("update punch set timestamp = timestamp - 3600000")
    found = findings(node)
    assert not found["punches"]["ok"]
    assert "not as they were recorded" in found["punches"]["found"]


def test_a_file_that_others_can_read_is_named(node: Node, me: Principal) -> None:
    node.store.path.chmod(0o644)
    found = findings(node)["privacy"]
    assert not found["ok"]
    assert "pomoclock.db" in found["found"]


def test_verify_adds_what_follows_from_the_punches_and_names_the_heads(
    node: Node, me: Principal
) -> None:
    body = WorkforceAttendanceInput(status="start")
    node.bus.call("attendances.create", principal=me, body=body)
    found = {each["check"]: each for each in doctor.examine(node.store, verify=True)}
    assert found["indexes"]["ok"]
    assert found["evidence"]["ok"]
    assert "(heads: punch 1 " in found["evidence"]["found"]
    conn = node.store._writer._conn
    conn.execute("update session set start_at = start_at - 3600000")
    assert findings(node)["punches"]["ok"]
    found = {each["check"]: each for each in doctor.examine(node.store, verify=True)}
    assert not found["evidence"]["ok"]
    assert "does not follow from its punches" in found["evidence"]["found"]
