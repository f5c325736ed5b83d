"""Measure how a ticket is issued: how fast, how fair, and how close to the machine's limit."""
