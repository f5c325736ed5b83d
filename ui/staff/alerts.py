"""Say what an alert means and what helps, at the desk of a lead and in the manager's window."""

from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import Texts
from kiosk.domain.late_delivery import LATE_SECONDS, LateDelivery
from kiosk.domain.queue.alerts import Alert


def alert_title(texts: Texts, setup: Setup, alert: Alert | LateDelivery) -> str:
    """Return the service or the delivery, and how long somebody or a record has waited."""
    if isinstance(alert, LateDelivery):
        return texts.say("now.alert.delivery", count=alert.minutes)
    name = texts.name(setup.services[alert.service_id].name)
    return texts.say("now.alert.title", name=name, count=round(alert.waited))


def alert_words(texts: Texts, setup: Setup, alert: Alert | LateDelivery) -> str:
    """Return why citizens wait and what the best remedy changes; of late delivery, what waits."""
    if isinstance(alert, LateDelivery):
        return texts.say("now.cause.delivery", limit=LATE_SECONDS // 60, count=alert.backlog)
    why = texts.say(f"now.cause.{alert.cause.value}", limit=alert.limit)
    remedy = alert.remedy
    if remedy is None:
        return why
    number, after = setup.counters[remedy.counter_id].number, round(remedy.longest)
    if alert.longest is None:
        return f"{why} {texts.say('now.effect.new', counter=number, after=after)}"
    effect = texts.say(f"now.effect.{remedy.kind.value}", counter=number, before=round(alert.longest), after=after)
    return f"{why} {effect}"
