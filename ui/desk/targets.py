"""List the targets of a transfer and the services to add, the likeliest first."""

from kiosk.branch.desk import DeskView
from kiosk.branch.serving.visits import Transfer
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import Texts
from ui.staff.choice import Option


def service_options(view: DeskView, setup: Setup, texts: Texts, *, elsewhere: bool = False) -> list[Option]:
    """Return the services that an open counter serves now, each with its counters.

    The own services come first; with `elsewhere` those that other counters serve.
    """
    counters = [view.counter, *(one.counter for one in view.open_counters)]
    found: dict[bool, list[Option]] = {True: [], False: []}
    for service in setup.offered_services:
        at = sorted(counter.number for counter in counters if service.id in counter.services)
        if not at:
            continue
        is_own = at == [view.counter.number] if elsewhere else service.id in view.counter.services
        where = "desk.visit.own" if is_own else "desk.transfer.at"
        words = texts.say(where, counters=", ".join(map(str, at)))
        found[is_own].append(Option(service.id, texts.name(service.name), words, "file-text"))
    return [*found[not elsewhere], *found[elsewhere]]


def transfer_targets(view: DeskView, setup: Setup, texts: Texts) -> list[Option]:
    """Return the targets of a transfer.

    First counters with the same service, then services of other counters, other counters, colleagues, and last the
    services of this counter only.
    """
    if view.current is None:
        return []
    here = view.current.service_id
    able: list[Option] = []
    others: list[Option] = []
    colleagues: list[Option] = []
    for one in view.open_counters:
        number = texts.say("common.counter", number=one.counter.number)
        counter = Option(Transfer(here, counter_id=one.counter.id), number, one.staff.name, "monitor")
        (able if here in one.counter.services else others).append(counter)
        colleagues.append(Option(Transfer(here, staff_id=one.staff.id), one.staff.name, number, "circle-user-round"))
    own = texts.say("desk.visit.own")
    services = [
        Option(Transfer(one.value), one.label, one.second, one.icon)
        for one in service_options(view, setup, texts, elsewhere=True)
        if isinstance(one.value, int) and one.value != here
    ]
    away = [one for one in services if one.second != own]
    return [*able, *away, *others, *colleagues, *(one for one in services if one.second == own)]
