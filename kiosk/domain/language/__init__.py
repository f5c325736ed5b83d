"""Describe words: sentences, typing Vietnamese, speaking."""
