"""How long a test waits for what must come: on a machine that is shared a disk or a thread can stand for seconds."""

PATIENCE_MS = 20_000
PATIENCE_S = PATIENCE_MS / 1000
