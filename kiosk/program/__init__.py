"""Put a running program together: threads, windows, the kiosk's own ledger, the staff exit."""
