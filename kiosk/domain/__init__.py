"""Hold the rules of the counter as pure functions over plain values, with the standard library only."""
