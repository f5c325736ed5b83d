"""Measure the program's speed, each figure beside its limit: ``python -m benchmarks [GROUP] [--only STORY]``.

No test reads these figures.
"""
