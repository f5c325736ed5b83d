"""Measure the citizen's window: answers to touches, memory of thousands of visits, faults under random touches."""
