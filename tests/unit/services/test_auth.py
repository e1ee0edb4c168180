from __future__ import annotations

import datetime as dt
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from desktop.app import Node
from desktop.base.errors import Forbidden, Invalid, TooMany, Unauthorized
from desktop.contract.models import User, UserCredentials
from desktop.contract.models.tomatoes import TomatoSessionInput
from desktop.services import auth, keys, passwords
from desktop.services.auth import Credentials, Identity
from desktop.services.context import ANONYMOUS, Principal, Role
from desktop.services.slow import AT_ONCE, WAITING, SlowLane
from tests.helpers.clock import FakeClock

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.hash_password(PASSWORD)


def change(node: Node, kind: str, row_id: int, **values: Any) -> None:
    node.store.write(lambda uow: uow.update(kind, row_id, values)).result()


def key_of(node: Node, user_id: int, role: str | None = None, **more: Any) -> str:
    return node.store.write(
        lambda uow: keys.create_key(uow, user_id, "test", role, **more)
    ).result()


def who(node: Node, credentials: Credentials) -> Identity:
    now, secret = node.clock.now(), node.bus.secret
    return node.store.read(
        lambda reader: auth.authenticate(reader, credentials, secret=secret, now=now)
    )


def log_in(node: Node, **fields: Any) -> User:
    body = UserCredentials(**fields)
    return node.bus.call("sessions.create", principal=ANONYMOUS, body=body)


def test_a_key_is_its_user_in_the_users_team(node: Node, me: Principal) -> None:
    found = who(node, Credentials("key", key_of(node, me.user_id)))
    assert (found.principal.user_id, found.principal.team_id) == (me.user_id, me.team_id)
    assert found.principal.role is Role.OWNER


def test_a_key_is_kept_only_as_a_hash(node: Node, me: Principal) -> None:
    clear = key_of(node, me.user_id)
    (row,) = node.store.read(lambda reader: reader.find("api_key"))
    assert clear.startswith("pk_")
    assert len(clear) > 43
    assert clear not in str(row)
    assert row["hash"] == keys.digest(clear)


def test_a_mistyped_key_is_known_as_such_without_a_lookup() -> None:
    clear = keys.new()
    assert keys.well_formed(clear)
    assert not keys.well_formed(clear[:-1] + ("0" if clear[-1] != "0" else "1"))
    assert not keys.well_formed("")
    assert not keys.well_formed("pk_")


@pytest.mark.parametrize("wrong", ["", "pk_nothing", "undefined", "ключ"])
def test_a_wrong_key_is_refused(node: Node, me: Principal, wrong: str) -> None:
    with pytest.raises(Unauthorized):
        who(node, Credentials("key", wrong))


def test_a_revoked_or_expired_key_is_refused(node: Node, me: Principal, clock: FakeClock) -> None:
    revoked = key_of(node, me.user_id)
    (row,) = node.store.read(lambda reader: reader.find("api_key"))
    node.store.write(lambda uow: keys.revoke(uow, row["id"])).result()
    expiring = key_of(node, me.user_id, expires_at=clock.now() + dt.timedelta(hours=1))
    assert who(node, Credentials("key", expiring)).principal.user_id == me.user_id
    clock.advance(hours=1)
    for clear in (revoked, expiring):
        with pytest.raises(Unauthorized):
            who(node, Credentials("key", clear))


def test_a_key_can_be_capped_but_never_raises_its_user(node: Node, me: Principal) -> None:
    assert who(node, Credentials("key", key_of(node, me.user_id, "kiosk"))).principal.role is (
        Role.KIOSK
    )
    assert who(node, Credentials("key", key_of(node, me.user_id, "member"))).principal.role is (
        Role.MEMBER
    )
    (member,) = node.store.read(lambda reader: reader.find("member"))
    (team,) = node.store.read(lambda reader: reader.find("team"))
    change(node, "team", team["id"], user_id=1)
    change(node, "member", member["id"], roles=["Team Member"], manager=False)
    assert who(node, Credentials("key", key_of(node, me.user_id, "admin"))).principal.role is (
        Role.MEMBER
    )


def test_an_unknown_role_for_a_key_is_refused(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid):
        key_of(node, me.user_id, "emperor")


def test_a_login_gives_the_same_token_until_logout(node: Node, me: Principal, hashed: str) -> None:
    change(node, "user", me.user_id, email="Mara@Example.org", password_hash=hashed)
    first = log_in(node, login="mara@example.org", password=PASSWORD)
    second = log_in(node, login="MARA@example.org ", password=PASSWORD)
    assert first.id == me.user_id
    assert first.token == second.token
    assert who(node, Credentials("token", str(first.token))).principal.user_id == me.user_id
    node.bus.call("sessions.delete", principal=me)
    with pytest.raises(Unauthorized):
        who(node, Credentials("token", str(first.token)))
    third = log_in(node, login="mara@example.org", password=PASSWORD)
    assert third.token != first.token


def test_a_mobile_number_logs_in_however_it_is_spaced(
    node: Node, me: Principal, hashed: str
) -> None:
    change(node, "user", me.user_id, mobile="+49 170 123-4567", password_hash=hashed)
    assert log_in(node, login="+491701234567", password=PASSWORD).id == me.user_id


def test_a_new_password_ends_the_old_token(node: Node, me: Principal, hashed: str) -> None:
    change(node, "user", me.user_id, email="m@example.org", password_hash=hashed)
    token = str(log_in(node, login="m@example.org", password=PASSWORD).token)
    change(node, "user", me.user_id, password_hash=passwords.hash_password("another one"))
    with pytest.raises(Unauthorized):
        who(node, Credentials("token", token))


def test_no_token_and_no_password_is_in_the_store(
    node: Node, me: Principal, hashed: str, tmp_path: Path
) -> None:
    change(node, "user", me.user_id, email="m@example.org", password_hash=hashed)
    token = str(log_in(node, login="m@example.org", password=PASSWORD).token)
    key = key_of(node, me.user_id)
    raw = node.bus.call(
        "tomatoes_session.create",
        principal=ANONYMOUS,
        body=TomatoSessionInput(provider="pomoclock", access_token=key),
    ).token
    node.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("pomoclock.db*"))
    for secret in (token, key, raw, PASSWORD):
        assert secret.encode() not in kept


def test_the_key_file_of_a_node_is_private_and_lasts(node: Node, tmp_path: Path) -> None:
    once = node.bus.secret.derive("purpose", 1)
    path = tmp_path / "data" / "node.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert type(node.bus.secret)(tmp_path / "data").derive("purpose", 1) == once
    assert node.bus.secret.derive("purpose", 2) != once
    assert node.bus.secret.derive("another", 1) != once


@pytest.mark.parametrize(
    "fields",
    [
        {"login": "m@example.org", "password": "wrong one"},
        {"login": "nobody@example.org", "password": PASSWORD},
        {"login": "%", "password": PASSWORD},
        {"api_key": "pk_wrong"},
    ],
)
def test_a_wrong_login_is_refused_alike(
    node: Node, me: Principal, hashed: str, fields: dict[str, str]
) -> None:
    change(node, "user", me.user_id, email="m@example.org", password_hash=hashed)
    with pytest.raises(Unauthorized):
        log_in(node, **fields)


def test_a_login_names_what_it_lacks(node: Node, me: Principal) -> None:
    with pytest.raises(Invalid) as refused:
        log_in(node, login="m@example.org")
    assert set(refused.value.details) == {"password"}


def test_somebody_who_left_cannot_log_in(node: Node, me: Principal, hashed: str) -> None:
    change(node, "user", me.user_id, email="m@example.org", password_hash=hashed, status="archived")
    with pytest.raises(Unauthorized):
        log_in(node, login="m@example.org", password=PASSWORD)


def test_a_login_by_key_ends_when_the_key_is_revoked(node: Node, me: Principal) -> None:
    clear = key_of(node, me.user_id)
    token = str(log_in(node, api_key=clear).token)
    assert token != clear
    (row,) = node.store.read(lambda reader: reader.find("api_key"))
    node.store.write(lambda uow: keys.revoke(uow, row["id"])).result()
    with pytest.raises(Unauthorized):
        who(node, Credentials("token", token))


def test_a_login_by_a_restricted_key_gives_no_more_than_the_key(node: Node, me: Principal) -> None:
    clear = key_of(node, me.user_id, "kiosk")
    token = str(log_in(node, api_key=clear).token)
    assert who(node, Credentials("token", token)).principal.role is Role.KIOSK


def test_an_outdated_hash_is_replaced_at_login(node: Node, me: Principal) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    change(node, "user", me.user_id, email="m@example.org", password_hash=weak)
    token = str(log_in(node, login="m@example.org", password=PASSWORD).token)
    user = node.store.read(lambda reader: reader.need("user", me.user_id))
    assert user["password_hash"] != weak
    assert not passwords.is_outdated(user["password_hash"])
    assert who(node, Credentials("token", token)).principal.user_id == me.user_id


def test_a_short_password_is_refused() -> None:
    with pytest.raises(Invalid):
        passwords.hash_password("short")


class TestAccounts:
    def add_team(self, node: Node, user_id: int, name: str) -> int:
        def add(uow: Any) -> int:
            team = uow.insert("team", {"user_id": 1, "name": name, "status": "active"})
            uow.insert(
                "member",
                {
                    "user_id": user_id,
                    "team_id": team["id"],
                    "roles": ["Team Manager"],
                    "status": "active",
                },
            )
            return int(team["id"])

        return node.store.write(add).result()

    def team_of(self, node: Node, key: str, **account: str) -> int:
        return who(node, Credentials("key", key, **account)).principal.team_id

    def test_the_first_team_is_taken_when_nothing_says_otherwise(
        self, node: Node, me: Principal
    ) -> None:
        self.add_team(node, me.user_id, "second")
        assert self.team_of(node, key_of(node, me.user_id)) == me.team_id

    def test_a_stored_account_beats_the_first_team_and_the_header_beats_both(
        self, node: Node, me: Principal
    ) -> None:
        second = self.add_team(node, me.user_id, "second")
        third = self.add_team(node, me.user_id, "third")
        key = key_of(node, me.user_id)
        node.store.write(
            lambda uow: uow.insert(
                "current_account",
                {"user_id": me.user_id, "account_id": second, "account_type": "Team"},
            )
        ).result()
        assert self.team_of(node, key) == second
        assert self.team_of(node, key, account_id=str(third), account_type="Team") == third

    def test_a_role_is_that_of_the_account(self, node: Node, me: Principal) -> None:
        second = self.add_team(node, me.user_id, "second")
        found = who(node, Credentials("key", key_of(node, me.user_id), account_id=str(second)))
        assert found.principal.role is Role.MANAGER

    def test_a_membership_and_the_person_are_accounts_too(self, node: Node, me: Principal) -> None:
        key = key_of(node, me.user_id)
        (member,) = node.store.read(lambda reader: reader.find("member"))
        as_member = {"account_id": str(member["id"]), "account_type": "TeamMember"}
        assert self.team_of(node, key, **as_member) == me.team_id
        assert self.team_of(node, key, account_id=str(me.user_id), account_type="User") == 0

    @pytest.mark.parametrize("kind", ["Team", "TeamMember", "User", ""])
    def test_a_foreign_account_is_forbidden(self, node: Node, me: Principal, kind: str) -> None:
        key = key_of(node, me.user_id)
        for foreign in ("7", "9223372036854775808", "-1"):
            with pytest.raises(Forbidden):
                self.team_of(node, key, account_id=foreign, account_type=kind)

    def test_a_team_one_left_is_foreign(self, node: Node, me: Principal) -> None:
        second = self.add_team(node, me.user_id, "second")
        member = node.store.read(lambda reader: reader.one("member", {"team_id": second}))
        assert member is not None
        change(node, "member", member["id"], status="inactive")
        with pytest.raises(Forbidden):
            self.team_of(node, key_of(node, me.user_id), account_id=str(second))

    def test_what_clients_send_before_they_know_is_ignored(self, node: Node, me: Principal) -> None:
        key = key_of(node, me.user_id)
        for word in ("undefined", "null", ""):
            assert self.team_of(node, key, account_id=word, account_type=word) == me.team_id

    def test_a_key_tied_to_a_team_opens_no_other(self, node: Node, me: Principal) -> None:
        second = self.add_team(node, me.user_id, "second")
        key = key_of(node, me.user_id, team_id=second)
        assert self.team_of(node, key) == second
        with pytest.raises(Forbidden):
            self.team_of(node, key, account_id=str(me.team_id), account_type="Team")


class TestTomatoesTokens:
    def trade(self, node: Node, key: str) -> str:
        body = TomatoSessionInput(provider="pomoclock", access_token=key)
        return node.bus.call("tomatoes_session.create", principal=ANONYMOUS, body=body).token

    def test_each_trade_adds_a_token_of_32_hex_digits(self, node: Node, me: Principal) -> None:
        key = key_of(node, me.user_id)
        tokens = {self.trade(node, key) for _ in range(2)}
        assert len(tokens) == 2
        for token in tokens:
            assert len(token) == 32
            assert who(node, Credentials("raw", token)).principal.user_id == me.user_id

    def test_all_of_them_are_forgotten_together(self, node: Node, me: Principal) -> None:
        key = key_of(node, me.user_id)
        tokens = [self.trade(node, key) for _ in range(2)]
        node.bus.call("tomatoes_session.delete", principal=me)
        for token in tokens:
            with pytest.raises(Unauthorized):
                who(node, Credentials("raw", token))

    def test_a_token_dies_with_the_key_it_came_from(self, node: Node, me: Principal) -> None:
        token = self.trade(node, key_of(node, me.user_id))
        (row,) = node.store.read(lambda reader: reader.find("api_key"))
        node.store.write(lambda uow: keys.revoke(uow, row["id"])).result()
        with pytest.raises(Unauthorized):
            who(node, Credentials("raw", token))

    def test_a_key_is_no_token_and_a_token_no_key(self, node: Node, me: Principal) -> None:
        key = key_of(node, me.user_id)
        login, raw = str(log_in(node, api_key=key).token), self.trade(node, key)
        for wrong in (
            Credentials("raw", key),
            Credentials("token", raw),
            Credentials("key", raw),
            Credentials("key", login),
        ):
            with pytest.raises(Unauthorized):
                who(node, wrong)
        # a node of ours signs in once and shows that token to both APIs
        assert who(node, Credentials("raw", login)).principal.user_id == me.user_id


class TestTheSlowLane:
    def test_it_refuses_what_would_have_to_wait_too_long(self) -> None:
        lane, gate = SlowLane(), threading.Event()
        waiting = [lane.submit(gate.wait) for _ in range(AT_ONCE + WAITING)]
        with pytest.raises(TooMany):
            lane.submit(gate.wait)
        gate.set()
        assert all(future.result(5) for future in waiting)
        assert lane.submit(lambda: "room again").result(5) == "room again"
        lane.close()

    def test_the_writer_goes_on_while_a_password_is_checked(
        self, node: Node, me: Principal, hashed: str
    ) -> None:
        change(node, "user", me.user_id, email="m@example.org", password_hash=hashed)
        body = UserCredentials(login="m@example.org", password=PASSWORD)
        asked = node.bus.ask("sessions.create", principal=ANONYMOUS, body=body)
        gate = threading.Event()
        for _ in range(AT_ONCE):
            node.bus.slow.submit(gate.wait)
        login = node.bus.submit(asked)
        change(node, "user", me.user_id, first_name="Mara-Lou")
        assert not login.done()
        gate.set()
        assert login.result(10).first_name == "Mara-Lou"
