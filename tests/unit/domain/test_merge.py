from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.merge import Rules, combine, difference, grouped, merge3

RULES = Rules(
    groups=(("start_at", "end_at"),),
    theirs=frozenset({"status"}),
    sets=frozenset({"tags"}),
    ask=frozenset({"start_at", "end_at"}),
)
FIELDS = ("start_at", "end_at", "status", "title", "details")
SMALL = st.one_of(st.none(), st.integers(0, 3))
RECORD = st.fixed_dictionaries(dict.fromkeys(FIELDS, SMALL))
NAMES = st.lists(st.sampled_from("abcd"), unique=True)
TOUCHED = st.sets(st.sampled_from(FIELDS))


def merge(base: Any, work: Any, theirs: Any, touched: Any) -> Any:
    return merge3(base, work, theirs, touched=touched, rules=RULES)


@given(RECORD, TOUCHED)
def test_nothing_changed_stays_as_it_is(record: dict[str, Any], touched: set[str]) -> None:
    merged = merge(record, record, record, touched)
    assert (merged.values, merged.dirty, merged.clashes) == (record, frozenset(), ())


@given(RECORD, RECORD, RECORD)
def test_what_nobody_touched_follows_the_remote(base: Any, work: Any, theirs: Any) -> None:
    merged = merge(base, work, theirs, set())
    assert (merged.values, merged.dirty, merged.clashes) == (theirs, frozenset(), ())


@given(RECORD, RECORD, TOUCHED)
def test_a_remote_that_did_not_move_keeps_mine(base: Any, work: Any, touched: set[str]) -> None:
    merged = merge(base, work, base, touched)
    assert not merged.clashes
    for group in grouped(FIELDS, RULES):
        side = work if touched.intersection(group) else base
        assert all(merged.values[name] == side[name] for name in group)


@given(RECORD, RECORD, RECORD, TOUCHED)
def test_merging_again_changes_nothing(base: Any, work: Any, theirs: Any, touched: Any) -> None:
    once = merge(base, work, theirs, touched)
    again = merge(theirs, once.values, theirs, touched)
    assert (again.values, again.clashes) == (once.values, ())


@given(RECORD, RECORD, RECORD, TOUCHED)
def test_no_group_is_invented_or_torn(base: Any, work: Any, theirs: Any, touched: Any) -> None:
    merged = merge(base, work, theirs, touched)
    for group in grouped(FIELDS, RULES):
        taken = tuple(merged.values[name] for name in group)
        sides = [tuple(side[name] for name in group) for side in (base, work, theirs)]
        assert taken in sides


@given(RECORD, RECORD, RECORD, TOUCHED)
def test_no_value_is_lost_without_a_note(base: Any, work: Any, theirs: Any, touched: Any) -> None:
    """Either mine is kept (and dirty), or it was no change, or it is written into a clash."""
    merged = merge(base, work, theirs, touched)
    noted = {name for clash in merged.clashes for name in clash.group}
    for group in grouped(FIELDS, RULES):
        changed = [name for name in group if name in touched and work[name] != base[name]]
        for name in changed:
            kept = merged.values[name] == work[name]
            reverted = all(work[n] in (base[n], theirs[n]) for n in group)
            assert kept or name in noted or reverted


@given(RECORD, RECORD, RECORD)
def test_times_that_both_changed_wait_for_a_person(base: Any, work: Any, theirs: Any) -> None:
    merged = merge(base, work, theirs, {"start_at"})
    sides = [(side["start_at"], side["end_at"]) for side in (base, work, theirs)]
    assert merged.asked == (len(set(sides)) == 3)


@given(NAMES, NAMES, NAMES)
def test_lists_add_up_both_changes(base: list[str], mine: list[str], theirs: list[str]) -> None:
    both = set(combine(base, mine, theirs))
    assert both == (set(theirs) - (set(base) - set(mine))) | (set(mine) - set(base))


@given(RECORD, RECORD, TOUCHED)
def test_a_put_says_whole_groups_that_differ(work: Any, base: Any, touched: set[str]) -> None:
    told = difference(work, base, touched, RULES)
    for group in grouped(FIELDS, RULES):
        differs = any(work[name] != base[name] for name in group)
        expected = differs and bool(touched.intersection(group))
        assert all((name in told) == expected for name in group)
    assert all(told[name] == work[name] for name in told)


def test_a_field_that_the_remote_does_not_send_is_left_alone() -> None:
    merged = merge({"title": "a"}, {"title": "b", "details": "x"}, {"title": "a"}, {"title"})
    assert merged.values == {"title": "b"}
