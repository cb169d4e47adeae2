"""What people do with the watch list. Each asks the policy, changes, and writes the log: or nothing."""
