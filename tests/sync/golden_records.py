"""Write the golden record of a new kind: ``python -m tests.sync.golden_records KIND < BODY``, once for each kind.

A golden record is a batch of one record, byte for byte as a branch sends it. It is never written again: the centre of
today and of every later release has to take it.
"""

import json
import sys
from pathlib import Path
from uuid import uuid4

from kiosk.domain.journal import GENESIS, RecordHeader, canonical, link
from sync.protocol import encode_batch, to_wire

FOLDER = Path(__file__).with_name("golden")
_AT_US, _MONO_NS = 1_795_568_400_000_000, 8_123_456_789


def golden_batch(kind: str, body: dict[str, object]) -> bytes:
    """Return a batch of one record of this kind. Its installation is named by the kind, so no two are the same."""
    installation = kind.replace("@", "-")
    header = RecordHeader(installation, 1, 1, str(uuid4()), kind, str(uuid4()), _AT_US, _MONO_NS)
    return encode_batch(installation, 1, [to_wire(link(GENESIS, header, canonical(body)))])


if __name__ == "__main__":
    with (FOLDER / f"{sys.argv[1]}.json").open("xb") as file:
        file.write(golden_batch(sys.argv[1], json.load(sys.stdin)) + b"\n")
