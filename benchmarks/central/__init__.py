"""Measure what the central service withstands."""
