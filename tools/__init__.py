"""Scripts that keep the house: the generated pages, and the register of requirements."""
