"""What people do with a lead. Each action asks the policy, changes, and writes the log: or nothing.

Whoever acts on what another has changed in the meantime is told so: `version` is the lead's as it
was on the page.
"""
