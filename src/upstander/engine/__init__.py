"""The engine: from a force's extracts to evidenced leads. Its one door is `api`."""
