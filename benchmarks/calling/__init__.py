"""Measure a clerk's wait for the next ticket: with a long queue, other desks and years of tickets."""
