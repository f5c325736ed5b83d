"""Define how long a test waits for a result. On a shared machine a disk or a thread can stall for seconds."""

PATIENCE_MS = 20_000
PATIENCE_S = PATIENCE_MS / 1000
