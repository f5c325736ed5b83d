"""Measure how a branch serves: intervals of visits, and figures. Windows, reports and the centre use no other."""
