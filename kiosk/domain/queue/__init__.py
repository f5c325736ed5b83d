"""Decide about tickets: states, codes, calling order, wait, appointments."""
