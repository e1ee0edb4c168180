from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.echo import likeness, plain

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(
    st.dictionaries(st.sampled_from(["title", "status", "notes"]), JSON.filter(bool), min_size=1)
)
def test_what_comes_back_as_it_was_sent_is_the_same(told: dict[str, object]) -> None:
    assert likeness(told, {**told, "id": 1}) == "same"


def test_instants_agree_across_zones_and_spellings() -> None:
    told = {"start_at": "2026-11-20T09:00:00+01:00"}
    assert likeness(told, {"start_at": dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)}) == "same"
    assert plain("2026-11-20T08:00:00Z") == plain("2026-11-20T08:00:00.000+00:00")
    assert plain(2.0) == plain(2)


def test_one_telling_field_makes_it_suspicious_and_a_common_one_does_not() -> None:
    told = {"title": "Late", "status": "open"}
    assert likeness(told, {"title": "Late", "status": "published"}) == "alike"
    assert likeness(told, {"title": "Early", "status": "open"}) == "other"


def test_a_record_that_shows_nothing_of_it_is_another() -> None:
    assert likeness({"title": "x"}, {"id": 4}) == "other"
