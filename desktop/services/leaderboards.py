"""Who finished the most pomodoros: live counts, each person by the own local day, week or month."""

from __future__ import annotations

from desktop.base.errors import Prescribed
from desktop.contract.models.tomatoes import Score, ScorePage, ScoreUser
from desktop.domain import tomatoes as rules
from desktop.store.queries import focus as queries
from desktop.store.uow import Reader

from .context import Call
from .tomatoes import pagination
from .tomatoes_user import IMAGE, full_name


def get(reader: Reader, call: Call, *, period: str, page: str | None) -> ScorePage:
    known = next((name for name in rules.PERIODS if name == period), None)
    if known is None:
        raise Prescribed(404, {"status": 404, "error": "Not Found"})
    number = rules.page_number(page)
    # people who are gone have no zone any more, so theirs is always asked for
    since = {
        name: rules.period_start(known, call.now, rules.zone(name))
        for name in {*queries.zones(reader), ""}
    }
    total, rows = queries.scores(
        reader, since, limit=rules.PER_PAGE, offset=rules.Page(number, 0).offset
    )
    return ScorePage(
        scores=[_score(reader, user_id, count) for user_id, count in rows],
        pagination=pagination(number, total),
    )


def _score(reader: Reader, user_id: int, count: int) -> Score:
    person = reader.get("user", user_id)
    if person is None:
        return Score(user=ScoreUser(id=None, name=None, image=None), score=count)
    shown = ScoreUser(
        id=rules.wire_id(user_id), name=full_name(person), image=person["image"] or IMAGE
    )
    return Score(user=shown, score=count)
