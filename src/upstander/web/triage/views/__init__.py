"""Pages of the room: the queue, a lead, and the work on it."""
