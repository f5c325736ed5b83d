"""Measure a branch with a past."""
