"""A node that does nothing but punch: prints a line for each punch that was acknowledged.

Run as a process: `python -m tests.helpers.puncher FOLDER`. It ends only by a kill, or when standard
input closes.
"""

from __future__ import annotations

import select
import sys
from pathlib import Path

from desktop.app import Node
from desktop.contract.models import WorkforceAttendanceInput
from desktop.services import person

NEXT = {"start": "pause", "pause": "resume", "resume": "stop", "stop": "start", "": "start"}


def main(folder: Path) -> None:
    node = Node(folder)
    who = node.store.read(lambda reader: person.principal(reader, "cli"))
    last = node.store.read(
        lambda reader: reader.one(
            "attendance", {"user_id": who.user_id}, order="timestamp desc, id desc"
        )
    )
    status = last["status"] if last else ""
    node.start_network()
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        status = NEXT[status]
        asked = node.bus.ask(
            "attendances.create", principal=who, body=WorkforceAttendanceInput(status=status)
        )
        punch = node.bus.submit(asked).result()
        print(f"ack {punch.id} {punch.status} {punch.timestamp.isoformat()}", flush=True)
    node.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
