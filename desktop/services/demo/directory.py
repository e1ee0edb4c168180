"""`--demo`: an empty data directory becomes the demo team's, once."""

from __future__ import annotations

from pathlib import Path

from desktop.base.errors import Unavailable
from desktop.domain import zones
from desktop.services import device, person
from desktop.store.store import Store
from desktop.store.uow import Reader, UnitOfWork

from .credentials import DemoPeople, draw, write_credentials
from .fill import fill

SEED = 1


def fill_directory(store: Store, folder: Path, *, seed: int = SEED) -> DemoPeople | None:
    """Fills the store around today in the machine's zone and writes `demo-credentials.json`.

    None when the directory already is the demo's; Unavailable when it is somebody's own.
    """
    if store.read(lambda reader: _is_taken(reader, folder)):
        return None
    drawn = draw()
    name, zone = zones.first_known(device.zone_name())
    today = zones.day_of(store.clock.now(), zone)

    def work(uow: UnitOfWork) -> DemoPeople:
        made = fill(uow, seed, today, name, drawn)
        # before the commit: a filled directory always has its credentials
        write_credentials(folder, made)
        return made

    return store.write(work).result()


def _is_taken(reader: Reader, folder: Path) -> bool:
    whose = reader.meta(person.USER)
    if whose is None:
        return False
    user = reader.get("user", int(whose))
    if user is None or user["demo"] is None:
        raise Unavailable(
            f"{folder} holds somebody's own records. Choose an empty folder with --data for the demo."
        )
    return True
