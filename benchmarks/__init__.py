"""How fast it is, each figure beside its limit: ``python -m benchmarks [GROUP] [--only STORY]``. No test asks here."""
