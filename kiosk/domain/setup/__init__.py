"""Describe the set-up of a branch as one document: its parts, its file, its checks, its differences."""
