"""Take text and codes: the field, the keyboard and the keypad."""
