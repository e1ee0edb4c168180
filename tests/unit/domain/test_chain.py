from __future__ import annotations

import dataclasses
import random

import pytest

from desktop.domain.chain import ROOT, Link, faults, link


def chain(length: int) -> list[Link]:
    rows: list[Link] = []
    previous = ROOT
    for seq in range(1, length + 1):
        content = (seq * 10, "start", seq)
        digest = link(previous, content)
        rows.append(Link(seq * 10, seq, previous, digest, content))
        previous = digest
    return rows


def test_an_untouched_chain_has_no_faults() -> None:
    assert faults(chain(50)) == []
    assert faults([]) == []


@pytest.mark.parametrize("seed", range(20))
def test_every_edit_removal_or_exchange_inside_is_found(seed: int) -> None:
    rand = random.Random(seed)
    rows = chain(30)
    i = rand.randrange(29)
    act = rand.choice(["edit", "remove", "swap", "rehash"])
    if act == "edit":
        rows[i] = dataclasses.replace(rows[i], content=(rows[i].id, "stop", rows[i].seq))
    elif act == "remove":
        del rows[i]
    elif act == "swap":
        rows[i], rows[i + 1] = rows[i + 1], rows[i]
    else:
        content = (rows[i].id, "stop", rows[i].seq)
        digest = link(rows[i].previous, content)
        rows[i] = dataclasses.replace(rows[i], content=content, hash=digest)
    assert faults(rows) != []
