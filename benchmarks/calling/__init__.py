"""What a clerk waits for: the next number, beside a long queue, other desks and years of tickets."""
