"""Provide the use cases. Each is one transaction: state rows and journal rows commit together or not at all."""
