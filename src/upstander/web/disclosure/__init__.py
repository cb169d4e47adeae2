"""Disclosure packs: what leaves the workbench about a lead, for whom, why, and who agreed."""
