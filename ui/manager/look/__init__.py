"""Show how a branch looks: its colours, its roundel, and pictures of the draft."""
