"""Taking a number: how fast, how fair, how far from what the machine could do at all."""
