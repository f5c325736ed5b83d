"""Draw text, pictures and shapes that several widgets share."""
