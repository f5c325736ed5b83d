"""Measure the set-up: a large document checked, and a version on every window."""
