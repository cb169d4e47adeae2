"""What was done, by whom, to what: a log that nobody can change unseen."""
