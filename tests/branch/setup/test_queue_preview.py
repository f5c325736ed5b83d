"""Check the preview of today's queue by the rule of a draft."""

from dataclasses import replace

import pytest

from kiosk.branch.office import Office
from kiosk.branch.setup import publishing, queue_preview
from kiosk.domain.queue.calling import CallingPolicy, Rule
from tests.players import take


@pytest.mark.parametrize("rule", list(Rule))
def test_todays_queue_is_shown_by_any_rule(office: Office, rule: Rule) -> None:
    publishing.change(office, lambda one: replace(one, calling=replace(one.calling, rule=Rule.RATIO)))
    take(office)
    take(office, group="elderly")
    found = queue_preview.queue_preview(office, CallingPolicy(rule=rule))
    assert (found.waiting, [one.label for one in found.lines]) == (
        2,
        ["A001", "A002"] if rule is Rule.FIRST_COME else ["A002", "A001"],
    )
    assert [one.before for one in found.lines] == ([2, 1] if rule is Rule.FIRST_COME else [1, 2])
