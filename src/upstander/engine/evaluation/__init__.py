"""The list held against known truth, beside the simple rules that forces use today."""
