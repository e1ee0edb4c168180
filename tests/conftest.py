"""Fixtures that everybody uses: a clock, a real node on a real file."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from desktop.app import Node
from desktop.services import person
from desktop.services.context import Principal
from tests.helpers.clock import FakeClock
from tests.helpers.server import Hub, running_hub

# how long an example takes says how busy the machine is, not whether the code is right
settings.register_profile("pomoclock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pomoclock")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def node(tmp_path: Path, clock: FakeClock) -> Iterator[Node]:
    """A node on an empty data directory."""
    node = Node(tmp_path / "data", clock=clock)
    yield node
    node.close()


@pytest.fixture
def me(node: Node) -> Principal:
    """The node's person, owner of a team of one."""
    node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "Europe/Berlin")).result()
    return node.store.read(lambda reader: person.principal(reader, "window"))


@pytest.fixture
def hub(tmp_path: Path, clock: FakeClock) -> Iterator[Hub]:
    """A node that serves both APIs on a free port of this machine."""
    with running_hub(tmp_path / "hub", clock=clock) as running:
        yield running


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also the soak and big simulation suites")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked `long` belongs to `make test-long`."""
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("long")]
