"""Show the branch as it stands: queues, counters, what is to be done, today's ratings, machines and delivery."""
