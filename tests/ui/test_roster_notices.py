from __future__ import annotations

from typing import Any

import pytest

from desktop.domain import notice_kinds as kinds
from desktop.ui.notices import words
from tests.helpers.day import BERLIN, at

SHIFT = {
    "start_at": "2026-11-23T08:00:00Z",
    "end_at": "2026-11-23T16:00:00Z",
    "role": "Cook",
    "location_name": "Manly",
}


def said(kind: str, **more: Any) -> words.Said:
    row = {"id": 1, "kind": kind, "data": {**SHIFT, **more}, "seen_at": None}
    return words.said(row, {7: "Bo Test"}, at("2026-11-20 09:00"), BERLIN)


@pytest.mark.parametrize(
    ("kind", "more", "title", "tone"),
    [
        (kinds.PUBLISHED, {}, "New shift", "done"),
        (kinds.CHANGED, {}, "A shift of yours changed", "done"),
        (kinds.CANCELED, {}, "Shift cancelled", "warning"),
        (kinds.TAKEN, {}, "A shift is no longer yours", "warning"),
        (kinds.OFFERED, {}, "A shift is offered to you", "done"),
        (kinds.SWAP_ASKED, {"user_id": 7}, "Bo Test wants to swap shifts with you", "done"),
        (kinds.SWAP_ASKED, {"user_id": 8}, "Somebody wants to swap shifts with you", "done"),
        (kinds.NOT_CHOSEN, {}, "Your request was not chosen", "done"),
    ],
)
def test_a_notice_of_the_roster_says_what_happened_and_to_which_shift(
    kind: str, more: dict[str, Any], title: str, tone: str
) -> None:
    found = said(kind, **more)
    assert (found.title, found.tone) == (title, tone)
    assert found.text == "23 Nov: Cook at Manly, 09:00\u201317:00."
    assert [act.key for act in found.acts] == [words.SEEN]


def test_every_kind_has_words() -> None:
    assert {said(kind).title for kind in kinds.ROSTER}.isdisjoint({"There is news", ""})


def test_reasons_and_counts_are_said(qapp: object) -> None:
    reason = said(kinds.CANCELED, reason="No guests").text
    assert reason.endswith("09:00\u201317:00. No guests")
    assert "And" not in said(kinds.PUBLISHED).text
    assert "And 3 more shift" in said(kinds.PUBLISHED, count=4).text
