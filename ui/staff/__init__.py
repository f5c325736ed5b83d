"""Provide what the windows of staff share: sign in, questions with a few answers, the lock of an idle window."""
