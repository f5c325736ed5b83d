"""Write the closing statement of a day as a signed file, and read such a file.

The file is kept elsewhere, for instance by the inspector of the district. Whoever rewrites the journal later, with
every hash and with the signing key, cannot change the file.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.branch.office import Office
from kiosk.branch.statements import statements_on
from kiosk.domain.chain_check import KnownRecord
from kiosk.domain.journal import canonical
from kiosk.domain.language.text import CounterError
from kiosk.store.journal import read_head
from kiosk.store.signing import fingerprint, is_signed, public_half, sign

#: What the signature begins with, so that it stands for nothing else. It names the form of the file, too.
_FORM = "one-stop-kiosk/day/1"


def signed_day(office: Office, day: date) -> dict[str, Any]:
    """Return the closing statement of a day and its corrections with a signature (Ed25519), for a JSON file.

    Raises:
        CounterError: ``journal.not_closed``, ``journal.no_signing_key``.
    """
    if office.keys.signing is None:
        raise CounterError("journal.no_signing_key")
    records = statements_on(office, day)
    if not records:
        raise CounterError("journal.not_closed", day=f"{day:%d/%m/%Y}")
    said = {
        "form": _FORM,
        "installation": records[0].installation,
        "date": day.isoformat(),
        "statements": [
            {"epoch": one.epoch, "seq": one.seq, "hash": one.hash.hex(), "body": json.loads(one.body)}
            for one in records
        ],
        "key": public_half(office.keys.signing).hex(),
    }
    return {**said, "signature": sign(office.keys.signing, _signed_bytes(said)).hex()}


def signed_records(office: Office, file: Path, earlier: str = "") -> tuple[KnownRecord, ...]:
    """Return the records that a signed file of this branch names with their hashes.

    `earlier` is the fingerprint of a key that the branch signed with before its present one.

    Raises:
        CounterError: ``journal.no_statement``; ``journal.forged_statement`` where the signature does not fit;
            ``journal.other_statement`` where it is of another branch or key.
    """
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        signature, public = bytes.fromhex(said.pop("signature")), bytes.fromhex(said["key"])
        installation, known = said["installation"], tuple(place for one in said["statements"] for place in _places(one))
        content = _signed_bytes(said)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise CounterError("journal.no_statement", file=str(file)) from problem
    if not is_signed(public, content, signature):
        raise CounterError("journal.forged_statement", file=str(file))
    with office.store.read() as connection:
        own = read_head(connection).installation
    if installation != own or fingerprint(public) not in {earlier, office.keys.fingerprint}:
        raise CounterError("journal.other_statement", file=str(file))
    return known


def _places(one: dict[str, Any]) -> tuple[KnownRecord, KnownRecord]:
    """Return the record of a statement, and the last record that it counts."""
    body = one["body"]
    own = KnownRecord(int(one["epoch"]), int(one["seq"]), bytes.fromhex(one["hash"]))
    return KnownRecord(int(body["epoch"]), int(body["last"]), bytes.fromhex(body["head"])), own


def _signed_bytes(said: dict[str, Any]) -> bytes:
    return f"{_FORM}\n".encode() + canonical(said)
