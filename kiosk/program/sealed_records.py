"""Export the records that a centre holds, and open what branches have sealed to it."""

import json
from collections.abc import Iterable, Iterator

from kiosk.domain.language.text import CounterError
from kiosk.store.journal import from_us
from kiosk.store.sealing import SealingError, unseal
from sync.central.inbox import Inbox

_PAGE = 1_000


def exported(inbox: Inbox, installation: str) -> Iterator[str]:
    """Yield every record of an installation as a line of JSON, in the order of arrival."""
    after = 0
    while page := inbox.records(installation, after, _PAGE):
        after = page[-1][0]
        for _, one in page:
            fields = {
                "installation": one.installation,
                "epoch": one.epoch,
                "seq": one.seq,
                "at": from_us(one.at_us).isoformat(),
                "kind": one.kind,
                "subject": one.subject,
                "body": json.loads(one.body),
            }
            yield json.dumps(fields, ensure_ascii=False)


def opened(lines: Iterable[str], private: bytes) -> Iterator[tuple[str, bool]]:
    """Yield each record with a sealed value: its line of JSON with the value opened, and whether it opened.

    Raises:
        CounterError: ``central.no_export`` with the number of a line that is no exported record.
    """
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            sealed, subject = record["body"].pop("sealed", None), str(record["subject"])
            blob = None if sealed is None else bytes.fromhex(sealed)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
            raise CounterError("central.no_export", line=number) from problem
        if blob is not None:
            found, is_open = _open(private, blob, subject)
            yield json.dumps(record | {"opened": found}, ensure_ascii=False), is_open


def _open(private: bytes, blob: bytes, subject: str) -> tuple[object, bool]:
    try:
        return json.loads(unseal(private, blob, associated=subject.encode())), True
    except (SealingError, ValueError):
        return None, False
