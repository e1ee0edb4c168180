"""Rows of demo data, found by their mark: to count them, and to take away what a batch made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..uow import Reader, UnitOfWork


def counts(reader: Reader, mark: int, kinds: Iterable[str]) -> dict[str, int]:
    return {kind: reader.count(kind, {"demo": mark}) for kind in kinds}


def batches(reader: Reader, item_type: str, team_id: int) -> list[int]:
    """The batches that were made for a team, by the Syncs that made them."""
    rows = reader.select(
        "select id from sync where item_type = ? and team_id = ? order by id", (item_type, team_id)
    )
    return [int(row[0]) for row in rows]


def ids(reader: Reader, kind: str, marks: Sequence[int]) -> list[int]:
    """The rows of these batches."""
    places = ", ".join("?" * len(marks))
    rows = reader.select(f'select id from "{kind}" where demo in ({places}) order by id', marks)
    return [int(row[0]) for row in rows]


def needed(
    reader: Reader, kind: str, marks: Sequence[int], named_by: Iterable[tuple[str, str]]
) -> set[int]:
    """Those of the rows that a real row names in one of (table, column)."""
    places = ", ".join("?" * len(marks))
    naming = " union ".join(
        f'select "{column}" from "{table}" where demo is null and "{column}" is not null'
        for table, column in named_by
    )
    if not naming:
        return set()
    rows = reader.select(
        f'select id from "{kind}" where demo in ({places}) and id in ({naming})', marks
    )
    return {int(row[0]) for row in rows}


def forget(uow: UnitOfWork, kind: str, marks: Sequence[int]) -> int:
    """Takes rows of a table away that is in no feed; returns how many."""
    places = ", ".join("?" * len(marks))
    return uow.execute(f'delete from "{kind}" where demo in ({places})', marks)


def free_answers(uow: UnitOfWork, marks: Sequence[int]) -> None:
    """Real answers no longer name the demo attendances they were given at."""
    places = ", ".join("?" * len(marks))
    uow.execute(
        "update shift_answer set attendance_id = null where demo is null and attendance_id in "
        f"(select id from attendance where demo in ({places}))",
        marks,
    )


def forget_person(uow: UnitOfWork, user_id: int) -> None:
    """Takes the keys, tokens and timer of somebody who is gone."""
    for table in ("api_key", "session_token", "timer", "current_account"):
        uow.execute(f"delete from {table} where user_id = ?", (user_id,))


def forget_meta(uow: UnitOfWork, *keys: str) -> None:
    uow.execute_many("delete from meta where key = ?", [(key,) for key in keys])
