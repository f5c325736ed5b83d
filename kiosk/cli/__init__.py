"""Run the command line: one module for each command group."""
