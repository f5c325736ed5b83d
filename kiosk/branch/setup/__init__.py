"""What changes the set-up of a branch."""
