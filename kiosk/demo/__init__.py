"""`kiosk demo`: a whole branch on this machine, played by hand at a dock or by scripted citizens."""
