from __future__ import annotations

import msgspec
import pytest

from desktop.services import answers
from desktop.services.answers import Untrusted


def body(*records: object) -> bytes:
    return msgspec.json.encode(list(records))


def split(text: bytes) -> list[bytes]:
    return [bytes(raw) for raw in answers.slices(text)]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PART", 64)


def test_a_long_list_is_split_into_the_same_records_as_a_short_one() -> None:
    records = [{"id": n, "title": f"Shift {n}", "tags": ["a", "b"]} for n in range(100)]
    assert split(body(*records)) == [msgspec.json.encode(record) for record in records]


def test_a_record_that_holds_others_which_begin_like_it_stays_whole() -> None:
    inner = [{"id": n, "name": "inner"} for n in range(20)]
    records = [{"id": 1, "of": inner}, {"id": 2, "of": inner}, {"id": 3, "of": []}]
    assert split(body(*records)) == [msgspec.json.encode(record) for record in records]


def test_a_text_that_looks_like_the_end_of_a_record_is_none() -> None:
    records = [{"id": n, "note": 'x},{"id":9'} for n in range(50)]
    assert split(body(*records)) == [msgspec.json.encode(record) for record in records]


@pytest.mark.parametrize("text", [b' [ {"id": 1} , {"id": 2} ] ', b"[1, 2, [3], null]"])
def test_spaces_and_other_elements_change_nothing(text: bytes) -> None:
    padded = text + b" " * 100
    assert split(padded) == [
        bytes(raw) for raw in msgspec.json.decode(text, type=list[msgspec.Raw])
    ]


@pytest.mark.parametrize("cut", [1, 40, 700])
def test_half_a_list_is_not_believed(cut: int) -> None:
    whole = body(*({"id": n, "title": "Late"} for n in range(100)))
    with pytest.raises(Untrusted):
        answers.slices(whole[:-cut])
