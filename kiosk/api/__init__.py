"""Answer other programs: the branch as it stands, its figures and its machines, read-only over HTTP."""
