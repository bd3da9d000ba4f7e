"""Plan, do, read back, compare.

Whatever fails on the way, what was written stays and is never written again: the next run reads what is there
and sends only the rest. A request that writes is sent once; where nobody knows whether it was carried out, the
next run looks.
"""

from __future__ import annotations

from collections.abc import Callable

from playlists.publish import steps
from playlists.publish.base import Change, Entry, Outcome, Plan, Remote, Service, Target, fitting
from playlists.publish.memory import Begun, Remembered
from soundtrack.errors import ProviderResponseError, UsageError

Progress = Callable[[int, int], None]
"""Called with the number of requests done and of all."""


def plan(target: Target, service: Service, remembered: Remembered, *, onto: str | None = None) -> Plan:
    """What publishing would do. Writes nothing; a list that was never published is planned without any request.

    Args:
        target: What the service shall hold.
        service: Where.
        remembered: Which playlist it is there.
        onto: Id of the person's playlist to change instead of the remembered one.

    Raises:
        UsageError: There is nothing to publish, or no such playlist.
        ProviderError: The service could not be asked.
        DataError: The memory is damaged.
    """
    if not target.entries:
        raise UsageError(
            f"no item has an identifier of {service.name}; 'playlists resolve' finds them, 'playlists review' decides."
        )
    memory = remembered.read()
    wanted = onto or memory.playlist
    notes: list[str] = []
    if wanted is None and memory.begun is not None:
        wanted = service.unclaimed(memory.begun.title, memory.begun.uris)
    remote = service.read(wanted) if wanted is not None else None
    if remote is None:
        if onto is not None:
            raise UsageError(f"there is no playlist {service.url(onto)} of yours at {service.name}.")
        if wanted is not None:
            notes.append(f"{service.url(wanted)} is no more; a new playlist is made")
        blank = service.blank(target)
        create = Change("create", uris=blank.uris)
        return Plan(service.name, target, None, (create, *service.changes(target, blank)), tuple(notes))
    changes = service.changes(target, remote)
    if changes and memory.snapshot is not None and remote.snapshot != memory.snapshot:
        notes.append(f"{service.url(remote.id)} was changed there since it was published; that is undone")
    return Plan(service.name, target, remote, changes, tuple(notes))


def carry_out(planned: Plan, service: Service, remembered: Remembered, progress: Progress | None = None) -> Outcome:
    """Send the changes, read back what is there, and compare.

    Raises:
        ProviderError: A request failed, or what is there now is not what was meant: run it again.
        DataError: The memory cannot be written.
    """
    target, remote = planned.target, planned.remote
    memory = remembered.read()
    changes = list(planned.changes)
    done = 0
    if remote is None:
        blank = service.blank(target)
        remembered.write(memory.replace(playlist=None, snapshot=None, begun=Begun(title=target.title, uris=blank.uris)))
        made = service.create(target)
        remote = Remote(made, blank.title, blank.description, blank.public, blank.entries)
        changes = changes[1:]
        done = 1
    memory = memory.replace(playlist=remote.id, begun=None, snapshot=None if planned.changes else remote.snapshot)
    remembered.write(memory)
    for change in changes:
        if progress is not None:
            progress(done, len(planned.changes))
        service.write(remote, target, change)
        done += 1
    found = service.read(remote.id) if planned.changes else remote
    if found is None or not fitting(found, target):
        raise ProviderResponseError(
            service.name, f"{service.url(remote.id)} now holds something else than was sent; run the command again"
        )
    remembered.write(memory.replace(snapshot=found.snapshot))
    return Outcome(remote.id, service.url(remote.id), len(planned.changes))


def difference(planned: Plan) -> list[tuple[str, int, Entry]]:
    """Entries that come and go, for a person: ``+`` or ``-``, the place from 1, and the entry."""
    have = planned.remote.entries if planned.remote is not None else ()
    want = planned.target.entries
    rows = steps.difference([entry.uri for entry in have], [entry.uri for entry in want])
    return [(sign, old + 1, have[old]) if sign == "-" else (sign, new + 1, want[new]) for sign, old, new in rows]
