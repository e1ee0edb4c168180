from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.exceptions import CATALOGUE, OFF, SEVERITIES, Limits, Punch, find
from tests.helpers.scenarios import Scenario, scenarios

PAGE = Path(__file__).with_name("scenarios.txt")
ALL = list(scenarios(PAGE))


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.title)
def test_a_scenario_of_the_clerk_equals_its_list(scenario: Scenario) -> None:
    assert scenario.found() == scenario.expected


def test_the_page_shows_every_code_and_says_how_many_scenarios_it_has() -> None:
    shown = {line.split()[2] for scenario in ALL for line in scenario.expected}
    assert shown == CATALOGUE.keys()
    assert len(ALL) >= 40
    assert f"in {len(ALL)} scenarios" in PAGE.read_text(encoding="utf-8")
    assert [scenario.title.split(".")[0] for scenario in ALL] == [
        str(number) for number in range(1, len(ALL) + 1)
    ]


def test_a_team_may_call_a_code_worse_or_silence_it() -> None:
    (late,) = (s for s in ALL if s.title.startswith("4. "))
    worse = find(late.facts(), Limits(severities={"in_late": "critical"}))
    assert [one.severity for one in worse] == ["critical"]
    assert find(late.facts(), Limits(severities={"in_late": OFF})) == ()


MINUTE = 60_000
START = ALL[0].now - 10 * 24 * 60 * MINUTE
punches = st.lists(
    st.builds(
        Punch,
        id=st.integers(1, 10**6),
        at=st.integers(0, 10 * 24 * 60).map(lambda minute: START + minute * MINUTE),
        status=st.sampled_from(["start", "pause", "resume", "stop"]),
        manual=st.booleans(),
        skew=st.sampled_from([0, 300_000]),
    ),
    unique_by=lambda punch: punch.id,
    max_size=40,
)


@given(punches)
@settings(max_examples=200, deadline=None)
def test_whatever_was_punched_has_an_answer_that_points_at_real_punches(
    made: list[Punch],
) -> None:
    scenario = Scenario("any", parts={"punches": made})
    found = find(scenario.facts(), Limits(daily=8 * 60 * MINUTE))
    numbers = {punch.id for punch in made}
    facts = scenario.facts()
    for one in found:
        assert set(one.points) <= numbers
        assert facts.first <= one.day <= facts.last
        assert one.severity in SEVERITIES
        assert one.text.endswith((".", "?"))
    keys = [one.key for one in found]
    assert len(keys) == len(set(keys))


@given(punches, st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_in_which_punches_arrived_does_not_matter(made: list[Punch], shuffle) -> None:  # type: ignore[no-untyped-def]
    first = find(Scenario("a", parts={"punches": list(made)}).facts(), Limits())
    shuffle.shuffle(made)
    assert find(Scenario("b", parts={"punches": made}).facts(), Limits()) == first
