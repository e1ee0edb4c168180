from __future__ import annotations

import pytest

from desktop.app import Node
from desktop.base.settings import RAIL, THEME
from desktop.services.context import Principal
from desktop.services.preferences import Preferences
from desktop.services.profile import profile


def test_a_preference_holds_at_once_and_after_a_restart(node: Node) -> None:
    preferences = Preferences(node.store)
    assert (preferences.get(THEME), preferences.get(RAIL)) == ("system", False)
    preferences.put(RAIL, value=True)
    done = preferences.put(THEME, "dark")
    assert preferences.get(THEME) == "dark"
    done.result()
    again = Preferences(node.store)
    assert (again.get(THEME), again.get(RAIL)) == ("dark", True)


def test_what_is_no_choice_is_refused_and_changes_nothing(node: Node) -> None:
    preferences = Preferences(node.store)
    with pytest.raises(ValueError, match="theme must be one of system, light, dark"):
        preferences.put(THEME, "sepia")
    assert preferences.get(THEME) == "system"


def test_unreadable_text_falls_back_to_the_default(node: Node) -> None:
    preferences = Preferences(node.store)
    preferences.put_text(THEME.name, "sepia").result()
    assert Preferences(node.store).get(THEME) == "system"


def test_words_of_the_programs_own_are_kept_by_name(node: Node) -> None:
    preferences = Preferences(node.store)
    assert preferences.text("window.screen") is None
    preferences.put_text("window.screen", "DP-1").result()
    assert Preferences(node.store).text("window.screen") == "DP-1"


def test_the_profile_names_person_and_team_or_their_place(node: Node, me: Principal) -> None:
    found = node.store.read(lambda reader: profile(reader, me))
    assert (found.user_id, found.name, found.place) == (me.user_id, "Mara Ellison", "My time")
    member = node.store.read(lambda r: r.one("member", {"user_id": me.user_id}))
    assert member is not None
    change = {"locations": ["Bondi Store", "Harbour Kiosk"]}
    node.store.write(lambda uow: uow.update("member", member["id"], change)).result()
    assert node.store.read(lambda reader: profile(reader, me)).place == "Bondi Store"
