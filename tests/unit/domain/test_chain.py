from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.chain import ROOT, Walk, digest, message

Row = tuple[str, str, int]


def chain(length: int, first: int = 0) -> list[Row]:
    rows: list[Row] = []
    previous = ROOT
    for seq in range(1, length + 1):
        line = message(previous, [first + seq * 10, None, seq], ["start", None, "desk"])
        previous = digest(line)
        rows.append((line.decode(), previous, first + seq * 10))
    return rows


def wrong(rows: list[Row]) -> list[str]:
    return [fault.why for fault in Walk().faults(rows)]


def test_an_untouched_chain_has_no_faults() -> None:
    assert wrong(chain(50)) == []
    assert wrong([]) == []


def test_chains_of_several_devices_may_lie_between_each_other() -> None:
    one, two, three = chain(9), chain(9, 1000), chain(9, 2000)
    mixed = [row for rows in zip(one, two, three, strict=True) for row in rows]
    walk = Walk()
    assert list(walk.faults(mixed)) == []
    assert (walk.rows, walk.begun) == (27, 3)
    del mixed[4]
    assert wrong(mixed) == ["does not follow the row before it"]


@pytest.mark.parametrize("seed", range(20))
def test_every_edit_removal_or_exchange_inside_is_found(seed: int) -> None:
    rand = random.Random(seed)
    rows = chain(30)
    i = rand.randrange(29)
    act = rand.choice(["edit", "remove", "swap", "rehash"])
    line = rows[i][0].replace("start", "pause")
    if act == "edit":
        rows[i] = (line, rows[i][1], rows[i][2])
    elif act == "remove":
        del rows[i]
    elif act == "swap":
        rows[i], rows[i + 1] = rows[i + 1], rows[i]
    else:
        rows[i] = (line, digest(line.encode()), rows[i][2])
    assert wrong(rows) != []


def test_a_fault_names_the_row() -> None:
    rows = chain(5)
    rows[2] = (rows[2][0].replace("desk", "desc"), *rows[2][1:])
    (fault,) = Walk().faults(rows)
    assert fault.id == 30


numbers = st.lists(st.none() | st.integers(-(2**62), 2**62), min_size=2, max_size=3)
texts = st.lists(st.none() | st.text(max_size=4), min_size=2, max_size=3)


@settings(max_examples=300)
@given(numbers, texts, numbers, texts)
def test_two_contents_never_make_the_same_bytes(
    numbers: list[int | None], texts: list[str | None], others: list[int | None], words: list[str]
) -> None:
    same = (numbers, texts) == (others, words)
    assert (message(ROOT, numbers, texts) == message(ROOT, others, words)) is same
