"""Show the windows of a manager: the settings of the branch."""
