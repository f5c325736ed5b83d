"""Draw A4 pages for people: reports. Lengths are points; the slips of `printing.strip` are dots."""
