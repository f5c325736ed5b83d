"""Guide the first administrator through seven questions to a founded branch."""
