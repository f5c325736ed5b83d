"""Describe people: cards and numbers of citizens, PINs of staff, ratings."""
