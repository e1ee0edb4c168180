from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.base.errors import Invalid
from desktop.domain import identity


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+49 (151) 234-56.78", "+491512345678"),
        ("0400 111 222", "0400111222"),
        ("", None),
        (None, None),
    ],
)
def test_a_mobile_is_kept_without_what_people_type_between(
    typed: str | None, kept: str | None
) -> None:
    assert identity.mobile("mobile", typed) == kept


@pytest.mark.parametrize("typed", ["12", "+", "phone", "+49 151 2345678901234", "١٢٣٤٥٦٧"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        identity.mobile("mobile", typed)


@pytest.mark.parametrize("typed", ["a", "a@", "@b", "a@b@c", "a b@c", "a@b\n.c"])
def test_what_is_no_email_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        identity.email("email", typed)
    assert set(refused.value.details) == {"email"}


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        (("Zoé", "O'Brien"), "zoe-o-brien"),
        (("  Ada ", None), "ada"),
        (("李", "雷"), "李-雷"),
        (("!!", ""), ""),
    ],
)
def test_a_slug_is_small_letters_and_dashes(names: tuple[str | None, ...], slug: str) -> None:
    assert identity.slug(*names) == slug


def test_labels_lose_blanks_and_doubles_and_keep_their_order() -> None:
    assert identity.labels("tags", ["b", " a ", "", "b"]) == ["b", "a"]
    assert identity.labels("tags", None) == []


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30))
def test_a_line_is_cleaned_once_for_all(text: str) -> None:
    kept = identity.line("name", text)
    assert kept is None or kept == kept.strip()
    assert identity.line("name", kept) == kept


def test_half_a_character_is_refused() -> None:
    with pytest.raises(Invalid):
        identity.line("name", "\ud800")
