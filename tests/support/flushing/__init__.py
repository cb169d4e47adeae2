"""What empties the database after a test with transactions of its own: the audit log as well."""
