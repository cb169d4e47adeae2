"""What people do with the watch list.

Each action asks the policy, changes, and writes the log: or nothing.
"""
