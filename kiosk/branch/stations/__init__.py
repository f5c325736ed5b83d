"""Watch and order the machines of a branch: who is present, how devices are, and how staff stop a kiosk."""
