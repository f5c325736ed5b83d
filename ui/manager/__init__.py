"""Show the settings of a branch, and what a draft of them looks like."""
