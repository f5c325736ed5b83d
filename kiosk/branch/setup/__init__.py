"""Change the set-up of a branch."""
