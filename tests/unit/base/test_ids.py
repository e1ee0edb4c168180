from __future__ import annotations

import uuid

from desktop.base.ids import LOCAL_FLOOR, node_floor, uuid7


def test_uuid7_is_a_valid_version_7_and_sorts_by_time() -> None:
    made = [uuid.UUID(uuid7()) for _ in range(1000)]
    assert {u.version for u in made} == {7}
    assert {u.variant for u in made} == {uuid.RFC_4122}
    assert len(set(made)) == 1000
    stamps = [u.int >> 80 for u in made]
    assert stamps == sorted(stamps)


def test_local_numbers_are_safe_in_json_and_above_a_vendors() -> None:
    for _ in range(100):
        assert LOCAL_FLOOR <= node_floor() < 2**53 - 2**24
