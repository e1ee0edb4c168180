from __future__ import annotations

import re

from desktop.domain.exceptions import CATALOGUE, Limits, read
from tests.helpers import worked
from tests.helpers.scenarios import Scenario
from tests.helpers.scenarios import read as read_line
from tests.helpers.worked import Example

NAME = "rules/exceptions"
PAGE = worked.page(NAME)
TEXT = (worked.DOCS / f"{NAME}.md").read_text(encoding="utf-8")


@worked.each(PAGE)
def test_the_page_finds_what_the_code_finds(example: Example) -> None:
    scenario = Scenario(example.title)
    for key, value in example.lines:
        if key != "finds":
            read_line(scenario, value if key == "punch" else f"{key} {value}")
    assert example.keys <= {"shift", "punch", "now", "heard", "finds"}
    assert scenario.found() == example.all("finds")


def test_the_page_lists_every_code_with_its_severity() -> None:
    listed: dict[str, str] = {}
    for codes, severity in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (\w+) \|", TEXT, re.MULTILINE):
        listed |= dict.fromkeys(re.findall(r"`(\w+)`", codes), severity)
    assert listed == CATALOGUE


def test_the_page_names_every_setting_with_its_default() -> None:
    data = {
        "exceptions": {
            "in_early_minutes": 15,
            "in_late_minutes": 5,
            "out_early_minutes": 5,
            "out_late_minutes": 15,
            "absent_after_minutes": 15,
            "forgotten_after_minutes": 240,
            "longest_hours": 16,
            "long_break_minutes": 60,
            "severities": {},
        }
    }
    assert read({"data": data}) == read({"data": {}}) == (read({})[0], [])
    for name in data["exceptions"]:
        assert name in TEXT
    fence, wrong = read({"data": {"geofence": {"places": {"Bondi": [-33.89, 151.27]}}}})
    assert fence.fence is not None
    assert (fence.fence.metres, wrong) == (200, [])


def test_what_cannot_be_meant_is_named_and_counts_as_not_chosen() -> None:
    data = {
        "exceptions": {"in_late_minutes": -1, "severities": {"tired": "high", "in_late": "bad"}},
        "geofence": {"metres": 5, "places": {"Bondi": "here"}},
    }
    limits, wrong = read({"data": data})
    assert limits == Limits(breaks=limits.breaks)
    assert [text.split()[0] for text in wrong] == [
        "exceptions.in_late_minutes",
        "exceptions.severities",
        "exceptions.severities.in_late",
        "geofence.metres",
        "geofence.places",
    ]
