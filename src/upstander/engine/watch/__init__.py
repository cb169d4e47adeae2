"""Daily runs: what a force delivers day by day, kept, and what is new on the list since."""
