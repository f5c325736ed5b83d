"""Rules of the counter over plain values. Standard library only; no clock, no disk, no randomness of its own."""
