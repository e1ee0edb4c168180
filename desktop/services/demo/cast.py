"""The demo team: who works there, where, and as what. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.services import tags
from desktop.services.person import WORKFORCE_DEFAULTS

from .batch import Batch

Account = Literal["admin", "manager", "worker", "peer", "kiosk"]
ACCOUNTS: tuple[Account, ...] = ("admin", "manager", "worker", "peer", "kiosk")
TEAM = "Harbour Coffee"
BONDI, HARBOUR, MARKET = PLACES = ("Bondi Store", "Harbour Kiosk", "Market Hall")
ROLES = ("Barista", "Opener", "Closer", "Floor lead", "Shift manager")


@dataclass(frozen=True, slots=True)
class Part:
    """One person of the cast: jobs and places in order of preference, hours a week."""

    name: str
    jobs: tuple[str, ...]
    places: tuple[str, ...]
    hours: int
    account: Account | None = None
    authority: str = "Team Member"

    @property
    def login(self) -> str:
        return self.name.lower().replace(" ", ".") + "@harbour.example"


MARA = Part(
    "Mara Ellison", ("Barista", "Opener", "Closer", "Floor lead"), PLACES, 38, account="worker"
)
PEOPLE: tuple[Part, ...] = (
    Part("Dana Whitlock", (), PLACES, 0, "admin", "Team Admin"),
    Part("Oscar Brandt", ("Shift manager",), PLACES, 38, "manager", "Team Manager"),
    MARA,
    Part("Tomas Okafor", ("Opener", "Barista"), (BONDI,), 38, account="peer"),
    Part("Priya Raman", ("Barista", "Closer"), (BONDI,), 38),
    Part("Jonas Lindqvist", ("Floor lead", "Closer"), (MARKET, BONDI), 40),
    Part("Amina Saleh", ("Barista",), (HARBOUR, BONDI), 24),
    Part("Leo Marchetti", ("Opener",), (HARBOUR, BONDI), 32),
    Part("Hana Sato", ("Closer", "Barista"), (BONDI,), 20),
    Part("Callum Doyle", ("Closer", "Floor lead"), (MARKET,), 38),
    Part("Noor Haddad", ("Closer", "Barista"), (BONDI, HARBOUR), 16),
    Part("Isla Fenwick", ("Closer", "Barista"), (MARKET,), 28),
    Part("Mateo Rivas", ("Barista", "Closer"), (MARKET, BONDI), 38),
    Part("Greta Holm", ("Opener", "Barista"), (MARKET,), 36),
    Part("Sefa Tuala", ("Barista",), (HARBOUR,), 24),
    Part("Rhys Calder", ("Barista", "Closer"), (HARBOUR,), 24),
    Part("Yuki Mori", ("Barista", "Opener"), (MARKET,), 24),
    Part("Ada Nkemelu", ("Floor lead", "Barista"), (HARBOUR, MARKET), 32),
)
KIOSK = Part("Front Counter", (), (BONDI,), 0, "kiosk", "Kiosk")


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a demo batch as the rows know them."""

    user_id: int
    part: Part
    number: int = 0

    @property
    def jobs(self) -> tuple[str, ...]:
        return self.part.jobs

    @property
    def places(self) -> tuple[str, ...]:
        return self.part.places


@dataclass(frozen=True, slots=True)
class Crew:
    """The members of a batch and the numbers of its places (tags)."""

    members: tuple[Member, ...]
    places: Mapping[str, int]

    def named(self, name: str) -> Member:
        return next(member for member in self.members if member.part.name == name)

    def holding(self, account: Account) -> Member:
        return next(member for member in self.members if member.part.account == account)


def found(batch: Batch, time_zone: str, hashes: Mapping[str, str]) -> Crew:
    """Makes the team with its owner, workforce account, places and people.

    `hashes` maps accounts to password hashes; people without an account cannot log in.
    """
    parts = (*PEOPLE, KIOSK)
    users = [_user(batch, part, time_zone, hashes.get(part.account or "")) for part in parts]
    team = batch.add(
        "team",
        user_id=users[0],
        name=TEAM,
        email="hello@harbour.example",
        status="active",
        slug="harbour-coffee",
        time_zone=time_zone,
        features={"timeclock": True, "timesheets": True, "scheduling": True, "availability": True},
    )
    batch.team_id = team["id"]
    batch.add(
        "workforce", team_id=team["id"], name=TEAM, **WORKFORCE_DEFAULTS | {"time_zone": time_zone}
    )
    for user_id, part in zip(users, parts, strict=True):
        join(batch, user_id, part)
    members = tuple(
        Member(user_id, part, number)
        for number, (user_id, part) in enumerate(zip(users, parts, strict=True))
    )
    return Crew(members, label(batch, PLACES, ROLES))


def label(batch: Batch, places: tuple[str, ...], roles: tuple[str, ...]) -> dict[str, int]:
    """The team's tags for places and roles, made where they are missing; numbers of the places."""
    for role in roles:
        tags.ensure(batch.uow, batch.team_id, "roles", role, demo=batch.mark)
    return {
        place: int(tags.ensure(batch.uow, batch.team_id, "locations", place, demo=batch.mark)["id"])
        for place in places
    }


def join(batch: Batch, user_id: int, part: Part) -> None:
    batch.add(
        "member",
        user_id=user_id,
        team_id=batch.team_id,
        roles=[part.authority, *part.jobs],
        locations=list(part.places),
        tags=[],
        manager=part.authority == "Team Manager",
        member=True,
        favorite=False,
        mute=False,
        status="active",
    )


def _user(batch: Batch, part: Part, time_zone: str, password_hash: str | None) -> int:
    first, _, last = part.name.partition(" ")
    row = batch.add(
        "user",
        status="active",
        first_name=first,
        last_name=last,
        email=part.login,
        time_zone=time_zone,
        password_hash=password_hash,
        currency="USD",
        average_hourly_rate=30.0,
    )
    return int(row["id"])
