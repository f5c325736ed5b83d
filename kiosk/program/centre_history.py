"""Ask the centre which records it knows, to compare the branch's own journal with them."""

from kiosk.branch.office import Office
from kiosk.config import Site
from kiosk.domain.chain_check import KnownRecord
from kiosk.program.runtime import make_relay
from sync.protocol import InstallationState
from sync.transport import LinkTrouble


def ask_centre(site: Site, office: Office) -> InstallationState | LinkTrouble | None:
    """Return what the centre has received, or why it did not answer; None without a centre.

    Raises:
        CounterError: ``sync.*`` or ``keys.open_to_others``: the address or the token must be corrected.
    """
    relay = make_relay(site, office)
    try:
        return relay.centre_state()
    finally:
        relay.stop()


def centre_history(site: Site, office: Office) -> tuple[KnownRecord, ...] | LinkTrouble | None:
    """Return the newest records of each epoch that the centre holds; else as `ask_centre`."""
    found = ask_centre(site, office)
    return known_records(found) if isinstance(found, InstallationState) else found


def known_records(state: InstallationState) -> tuple[KnownRecord, ...]:
    """Return what the centre's state says about records, oldest epoch first."""
    newest = [KnownRecord(one.epoch, one.highest, None) for one in state.epochs]
    with_hash = [KnownRecord(one.epoch, one.contiguous_through, one.hash) for one in state.epochs]
    # Of the same record the hash counts.
    known = {(one.epoch, one.seq): one for one in (*newest, *with_hash) if one.seq}
    return tuple(known[place] for place in sorted(known))
