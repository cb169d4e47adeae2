"""What every page looks like: GOV.UK and MOJ patterns in the force's own colour."""
