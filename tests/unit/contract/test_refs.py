from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from desktop.contract import refs, table
from desktop.contract.operation import Offline

TABLE = table.load()
NUMBER = st.integers(1, 2**52)
BODY = st.fixed_dictionaries(
    {},
    optional={
        "user_id": NUMBER | st.none(),
        "shift_id": NUMBER,
        "title": st.text(max_size=5),
        "tag_ids": st.lists(NUMBER, max_size=3),
        "timesheet_ids": st.lists(NUMBER, max_size=3),
        "resource_type": st.sampled_from(["Shift", "Order", ""]),
        "resource_id": NUMBER | st.none(),
    },
)


def there(kind: str, number: Any) -> Any:
    return (kind, number)


def back(kind: str, pair: Any) -> Any:
    known, number = pair
    assert known == kind
    return number


@given(BODY)
def test_translating_there_and_back_gives_the_same_body(body: dict[str, Any]) -> None:
    assert refs.translate(refs.translate(body, there), back) == body


@given(BODY)
def test_exactly_the_references_are_translated(body: dict[str, Any]) -> None:
    named = sorted(refs.references(body), key=repr)
    seen: list[tuple[str, Any]] = []
    refs.translate(body, lambda kind, number: seen.append((kind, number)) or number)
    assert sorted(seen, key=repr) == sorted(((k, n) for _, k, n in named), key=repr)


def test_every_id_field_that_is_sent_upstream_is_decided() -> None:
    """A field that ends in _id and is sent must be translated, or be known to name nothing of ours."""
    foreign = {
        "resource_id",  # by its type
        "current_account_id",
        "friend_id",
    }
    for row in TABLE:
        if row.offline is not Offline.QUEUE or not isinstance(row.body, type):
            continue
        for info in msgspec.structs.fields(row.body):
            name = info.encode_name
            if name.endswith("_id"):
                assert name in refs.FIELDS or name in foreign, f"{row.name}: {name}"
            if name.endswith("_ids"):
                assert name in refs.LISTS, f"{row.name}: {name}"


def test_path_parameters_name_the_kind_they_are_about() -> None:
    assert refs.param_kind(TABLE["shifts.manager_update"], "id") == "shift"
    assert refs.param_kind(TABLE["shifts.answer"], "id") == "shift"
    assert refs.param_kind(TABLE["members.update"], "user_id") == "user"
    assert refs.param_kind(TABLE["availabilities.update"], "date") is None
    assert refs.kind_of(TABLE["employees.update"]) == "member"
