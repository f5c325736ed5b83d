"""Measure delivery to the centre."""
