"""Decide about days: opening hours, public holidays, the lunar calendar."""
