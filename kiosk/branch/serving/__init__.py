"""Serve citizens at counters: the clerks' use cases."""
