"""What clerks do at counters."""
