"""Past days of a demo: drawn from a seed, played through the use cases on a simulated clock, written as rows."""
