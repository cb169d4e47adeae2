"""report.html: a scan for a person to read, with no network access and no script."""
