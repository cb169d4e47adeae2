"""The watch list: whose look-ups are audited, on whose authority, until when; and the audits."""
