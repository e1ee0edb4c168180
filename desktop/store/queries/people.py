"""Who there is, who may see whom, who is called what: people, their teams, and full-text search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.store.schema import Row, layout
from desktop.store.uow import Reader

GONE = ("inactive", "archived")
"""Statuses of a membership that gives no access any more."""
_WIDEST = 400
"""Ids put into one statement; SQLite's own limit is far higher, its parser's patience is not."""

_GONE = "('inactive', 'archived')"
_SHARE = (
    "select 1 from member mine join member theirs on theirs.team_id = mine.team_id "
    f"where mine.user_id = :viewer and mine.status not in {_GONE} "
    "and theirs.status != 'archived' and coalesce(theirs.member, 1) = 1 and theirs.user_id = "
)


def owner_of_email(reader: Reader, email: str) -> int | None:
    """The user with that address in any spelling of its letters."""
    return _first(reader, "select id from user where email = ? collate nocase limit 1", (email,))


def owner_of_mobile(reader: Reader, mobile: str) -> int | None:
    """The user with that number, also when another server spelled it with spaces."""
    bare = "replace(replace(replace(mobile, ' ', ''), '-', ''), '/', '')"
    return _first(reader, f"select id from user where {bare} = ? limit 1", (mobile,))


def owner_of_slug(reader: Reader, kind: str, slug: str) -> int | None:
    return _first(reader, f'select id from "{kind}" where slug = ? limit 1', (slug,))


def _first(reader: Reader, sql: str, values: Sequence[object]) -> int | None:
    found = reader.select(sql, values)
    return int(found[0][0]) if found else None


def shares_team(reader: Reader, viewer: int, other: int) -> bool:
    """Whether `viewer` has access to a team that `other` has joined, deactivated since or not."""
    return bool(reader.select(_SHARE + ":other limit 1", {"viewer": viewer, "other": other}))


def belongs_elsewhere(reader: Reader, user_id: int, team_id: int) -> bool:
    """Whether somebody has access to a team other than this one."""
    sql = (
        f"select 1 from member where user_id = ? and team_id != ? and status not in {_GONE} limit 1"
    )
    return bool(reader.select(sql, (user_id, team_id)))


def memberships(reader: Reader, user_id: int) -> list[tuple[Row, Row]]:
    """(member, team) of every team somebody has access to, oldest membership first."""
    sql = (
        f"select {_columns('member', 'm')}, {_columns('team', 't')} "
        "from member m join team t on t.id = m.team_id "
        f"where m.user_id = ? and m.status not in {_GONE} order by m.id"
    )
    return _pairs(reader.select(sql, (user_id,)), "member", "team")


def team_people(
    reader: Reader, team_id: int, user_ids: Iterable[int] | None = None
) -> list[tuple[Row, Row]]:
    """(member, user) of a team, by name; only those of `user_ids` when given."""
    base = (
        f"select {_columns('member', 'm')}, {_columns('user', 'u')} "
        "from member m join user u on u.id = m.user_id where m.team_id = ?"
    )
    order = " order by u.first_name collate nocase, u.last_name collate nocase, m.id"
    if user_ids is None:
        return _pairs(reader.select(base + order, (team_id,)), "member", "user")
    found: list[tuple[Row, Row]] = []
    wanted = sorted(set(user_ids))
    for start in range(0, len(wanted), _WIDEST):
        part = wanted[start : start + _WIDEST]
        marks = ", ".join("?" * len(part))
        sql = f"{base} and m.user_id in ({marks}){order}"
        found += _pairs(reader.select(sql, (team_id, *part)), "member", "user")
    return found


def _columns(kind: str, alias: str) -> str:
    return ", ".join(f'{alias}."{column}"' for column in layout(kind).columns)


def _pairs(found: Iterable[tuple[object, ...]], one: str, two: str) -> list[tuple[Row, Row]]:
    first, second = layout(one), layout(two)
    width = len(first.columns)
    return [(first.decode(row[:width]), second.decode(row[width:])) for row in found]


def phrase(term: str) -> str:
    """What somebody typed as an FTS5 query: every word quoted, the beginning of a word is enough.

    Quotes make operators and column filters plain words. Empty when nothing can be searched for.
    """
    words = "".join(c if c.isprintable() else " " for c in term).split()
    return " ".join(
        '"' + word.replace('"', '""') + '"*' for word in words if any(c.isalnum() for c in word)
    )


def search_users(reader: Reader, viewer: int, term: str, limit: int) -> list[Row]:
    """People whom `viewer` shares a team with, or is, by name, e-mail or mobile; best first."""
    wanted = phrase(term)
    if not wanted:
        return []
    sql = (
        f"select {_columns('user', 'u')} from user_fts f join user u on u.id = f.rowid "
        f"where user_fts match :wanted and (u.id = :viewer or exists ({_SHARE}u.id)) "
        "order by f.rank, u.first_name, u.id limit :limit"
    )
    found = reader.select(sql, {"wanted": wanted, "viewer": viewer, "limit": limit})
    return [layout("user").decode(row) for row in found]


def search_team(reader: Reader, team_id: int, term: str) -> list[int]:
    """Ids of the users of a team whose name, e-mail or mobile begins with the typed words."""
    wanted = phrase(term)
    if not wanted:
        return []
    sql = (
        "select m.user_id from user_fts f join member m on m.user_id = f.rowid "
        "where user_fts match ? and m.team_id = ?"
    )
    return [int(row[0]) for row in reader.select(sql, (wanted, team_id))]


_LABELLED = " union all ".join(
    f"select '{column}', j.value from member m, json_each(m.{column}) j "
    "where m.team_id = :team and m.status != 'archived'"
    for column in ("roles", "locations", "tags")
) + (
    " union all select 'roles', role from shift where team_id = :team and role is not null"
    " union all select 'locations', location_name from shift"
    " where team_id = :team and location_name is not null"
)


def taggings(reader: Reader, team_id: int) -> dict[tuple[str, str], int]:
    """How many members and shifts carry each name: (context, name) → count."""
    sql = (
        "with labelled (context, name) as "
        f"({_LABELLED}) select context, name, count(*) from labelled group by 1, 2"
    )
    return {(str(c), str(name)): int(n) for c, name, n in reader.select(sql, {"team": team_id})}


def sync_page(
    reader: Reader, user_id: int, team_id: int | None, *, per: int, page: int
) -> list[Row]:
    """Sync runs of a person, and of a team when given; newest first."""
    of = layout("sync")
    sql = (
        f"select {of.select} from sync where user_id = :user or team_id = :team "
        "order by created_at desc, id desc limit :per offset :skip"
    )
    values = {"user": user_id, "team": team_id, "per": per, "skip": (page - 1) * per}
    return [of.decode(row) for row in reader.select(sql, values)]
