"""Let a branch on PostgreSQL work for three days, beside the week of `tests.end_to_end.test_soak`."""

from pathlib import Path

import pytest

from tests.end_to_end.test_soak import play
from tests.postgres_server import postgres_server


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_three_days_on_a_server_that_is_restarted_each_day(tmp_path: Path) -> None:
    with postgres_server() as server:
        play(tmp_path, 3, {0: "kiosk"}, server)
