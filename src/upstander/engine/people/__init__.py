"""One human being behind several records; who held a number, a handle or a home, and when."""
