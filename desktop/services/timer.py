"""The pomodoro timer of a person: one row of state, moved on by commands in units of work.

The timer is no operation of the contract. What it finishes is: a focus that ran to its end becomes
a tomato in the same transaction, and `record` (the bus' recorder) queues that tomato for the
upstream as if `tomatoes.create` had been called with its own time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from desktop.base.clock import Clock
from desktop.base.errors import NotFound, invalid
from desktop.base.ids import uuid7
from desktop.contract.models.tomatoes import Tomato, TomatoInput
from desktop.domain import pomodoro as rules
from desktop.domain import tomatoes as tomato_rules
from desktop.domain.pomodoro import Finished, Gap, Moment, Phase, Settings, State, Status, Step
from desktop.store.queries import focus as queries
from desktop.store.schema import Row
from desktop.store.uow import Reader, UnitOfWork

from . import tomatoes
from .context import Call, Principal

BEAT_SECONDS = 15
"""How often a window or hub that keeps a running timer calls the command `beat`."""
SETTING = "pomodoro"
LONGEST_TASK = 200
MOST_TAGS = 20
RUN = uuid7()
"""This process, as the moments of its timers name it."""

Record = Callable[[UnitOfWork, str, Call, Mapping[str, Any], Any, Any], None]
"""`(uow, operation name, call, params, body, result)`: notes a QUEUE operation for the upstream."""
Rule = Callable[[State, Settings, Moment], Step]

COMMANDS: Mapping[str, Rule] = {
    "start": rules.start,
    "resume": rules.start,
    "pause": rules.pause,
    "skip": rules.skip,
    "stop": rules.stop,
    "keep": rules.keep,
    "new_set": rules.new_set,
    "dismiss": rules.dismiss,
    "set": rules.tick,
    "tick": rules.tick,
    "beat": rules.tick,
    "recover": rules.tick,
    "status": rules.tick,
}
"""`start` also resumes; `set` only takes task, tags and project_id; `beat` keeps a timer alive;
`recover` is called once at start; `keep` counts a gap as focus after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerView:
    """What a window or terminal shows. Instants are UTC; `remaining` holds at `at`.

    `due` says that time has moved the timer past what is stored: send `tick` to store it (a
    finished pomodoro is counted in `done_today` but has no row yet).
    """

    at: dt.datetime
    phase: Phase
    status: Status
    remaining: dt.timedelta
    total: dt.timedelta
    started_at: dt.datetime | None
    ends_at: dt.datetime | None
    session: int
    per_set: int
    done_in_set: int
    next_phase: Phase
    next_length: dt.timedelta
    done_today: int
    task: str
    tags: tuple[str, ...]
    project_id: int | None
    project: str | None
    gap: Gap | None
    due: bool

    def plain(self) -> dict[str, Any]:
        """JSON values for the command line and other processes; lengths in seconds."""
        lengths = {
            f"{name}_seconds": getattr(self, name).total_seconds()
            for name in ("remaining", "total", "next_length")
        }
        rest = {
            name: getattr(self, name)
            for name in self.__slots__
            if name not in {"remaining", "total", "next_length"}
        }
        plain: dict[str, Any] = msgspec.to_builtins({**rest, **lengths, "tags": list(self.tags)})
        return plain


def moment(clock: Clock, *, run: str = RUN) -> Moment:
    """A look at this machine's clocks; `run` is empty for a command that nobody keeps watching."""
    return Moment(
        wall=clock.now(),
        awake_ms=int(clock.monotonic() * 1000),
        since_boot_ms=int(clock.since_boot() * 1000),
        boot=clock.boot_id(),
        run=run,
    )


def view(reader: Reader, user_id: int, now: Moment) -> TimerView:
    """The timer as it stands at `now`; reads only."""
    stored, settings = load(reader, user_id), settings_of(reader, user_id)
    return _view(reader, user_id, stored, rules.tick(stored, settings, now), settings, now)


def command(
    uow: UnitOfWork,
    principal: Principal,
    now: Moment,
    name: str,
    *,
    record: Record | None = None,
    **args: Any,
) -> TimerView:
    """Runs one of COMMANDS and stores the outcome. `args`: task, tags (a list), project_id.

    422 for an unknown command or argument, 404 for a project of somebody else. Beats may be written
    with `durable=False`; everything else should wait for the disk.
    """
    rule = COMMANDS.get(name)
    if rule is None:
        raise invalid("command", f"must be one of {', '.join(COMMANDS)}")
    user_id = principal.user_id
    settings = settings_of(uow, user_id)
    stored = load(uow, user_id)
    step = rule(stored, settings, now)
    # what has just finished was spent on the old task, so new words come after it
    state = replace(step.state, **_labels(uow, user_id, args))
    for finished in step.finished:
        finish(uow, principal, finished, record)
    if state.status is Status.RUNNING or replace(state, seen=stored.seen) != stored:
        save(uow, user_id, state)
    return _view(uow, user_id, state, Step(state), settings, now)


def finish(
    uow: UnitOfWork, principal: Principal, finished: Finished, record: Record | None = None
) -> Tomato:
    """A finished focus becomes a tomato that ended when the focus did, and is queued."""
    project = _project(uow, principal.user_id, finished.project_id)
    tags = tomato_rules.linked(finished.tags, (project or {}).get("tags") or [])
    row = tomatoes.save(
        uow,
        principal.user_id,
        finished.ended_at,
        tags,
        task=finished.task,
        length=finished.length,
    )
    tomato = tomatoes.shown(row, tomato_rules.UTC)
    if record is not None:
        call = Call(operation="tomatoes.create", principal=principal, now=uow.now)
        sent: dict[str, Any] = {"tag_list": ", ".join(tags), "created_at": tomato.created_at}
        if row["task"]:
            sent["task"] = row["task"]
        if row["focus_ms"] is not None:
            sent["duration"] = row["focus_ms"] // 1000
        record(uow, call.operation, call, {"time_zone": None}, TomatoInput(tomato=sent), tomato)
    return tomato


def load(reader: Reader, user_id: int) -> State:
    row = reader.get("timer", user_id)
    return State() if row is None else msgspec.convert(row["state"], State)


def save(uow: UnitOfWork, user_id: int, state: State) -> None:
    values = {"state": msgspec.to_builtins(state), "at": uow.now}
    if uow.get("timer", user_id) is None:
        uow.insert("timer", {"user_id": user_id, **values})
    else:
        uow.update("timer", user_id, values)


def settings_of(reader: Reader, user_id: int) -> Settings:
    """The account's setting `pomodoro`; what is missing or senseless falls back to the default."""
    row = reader.one("setting", {"owner": "user", "user_id": user_id, "name": SETTING})
    data = row["data"] if row is not None and isinstance(row["data"], dict) else {}
    usual = Settings()
    return Settings(
        focus=_minutes(data, "focus_minutes", usual.focus),
        short_break=_minutes(data, "short_break_minutes", usual.short_break),
        long_break=_minutes(data, "long_break_minutes", usual.long_break),
        per_set=int(_number(data, "per_set", 1, 12, usual.per_set)),
        auto_start_focus=data.get("auto_start_focus") is True,
        auto_start_break=data.get("auto_start_break") is True,
    )


def _minutes(data: Mapping[str, Any], name: str, usual: dt.timedelta) -> dt.timedelta:
    minute = dt.timedelta(minutes=1)
    return _number(data, name, 1, 240, usual / minute) * minute


def _number(data: Mapping[str, Any], name: str, low: int, high: int, usual: float) -> float:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return usual
    return value if low <= value <= high else usual


def _labels(reader: Reader, user_id: int, args: Mapping[str, Any]) -> dict[str, Any]:
    """The task, tags and project that a command carries, checked."""
    labels: dict[str, Any] = {}
    for name, value in args.items():
        if name == "task":
            labels[name] = " ".join(str(value or "").split())[:LONGEST_TASK]
        elif name == "tags":
            labels[name] = _tags(value)
        elif name == "project_id":
            if value is not None and not isinstance(value, int):
                raise invalid(name, "must be a number")
            if value is not None and _project(reader, user_id, value) is None:
                raise NotFound(f"No project {value}.")
            labels[name] = value
        else:
            raise invalid(name, "is nothing that the timer knows")
    return labels


def _tags(value: Any) -> tuple[str, ...]:
    """Each once, in the order given; a text may hold several, with commas between them."""
    texts = [value] if isinstance(value, str) else value or ()
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise invalid("tags", "must be a list of texts")
    tags = dict.fromkeys(tag for text in texts for tag in tomato_rules.split_tags(text))
    return tuple(tags)[:MOST_TAGS]


def _project(reader: Reader, user_id: int, project_id: int | None) -> Row | None:
    row = None if project_id is None else reader.get("project", project_id)
    return row if row is not None and row["user_id"] == user_id else None


def _view(
    reader: Reader, user_id: int, stored: State, step: Step, settings: Settings, now: Moment
) -> TimerView:
    state = step.state
    person = reader.get("user", user_id)
    zone = tomato_rules.zone(person["time_zone"] if person else None)
    midnight = tomato_rules.period_start("daily", now.wall, zone) or now.wall
    project = _project(reader, user_id, state.project_id)
    following = rules.following(state, settings)
    return TimerView(
        at=now.wall,
        phase=state.phase,
        status=state.status,
        remaining=rules.left(state, settings, now.wall),
        total=state.total or settings.length(state.phase),
        started_at=state.started_at,
        ends_at=state.ends_at,
        session=rules.session(state, settings),
        per_set=settings.per_set,
        done_in_set=state.done,
        next_phase=following,
        next_length=settings.length(following),
        done_today=queries.counts_since(reader, user_id, midnight)[0] + len(step.finished),
        task=state.task,
        tags=state.tags,
        project_id=None if project is None else state.project_id,
        project=None if project is None else project["name"],
        gap=state.gap,
        due=replace(state, seen=stored.seen) != stored,
    )
