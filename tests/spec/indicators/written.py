"""Drawn messages for the signs that read content, and what all of those signs must do."""


def messages(sent: str, *, classes: str) -> str:
    """Rows of S1 to H1 under the columns of those classes, and ten plain ones to H2 on ten days.

    `sent` has a line a message: the moment, then yes or no for each class.
    """
    head = f"staff_id | human_id | at | {' | '.join(classes.split())} | source_row\n"
    rows = [
        f"S1 | H1 | {line.strip()} | {number}"
        for number, line in enumerate(sent.strip().splitlines(), start=1)
    ]
    no = " | ".join("no" for _ in classes.split())
    rows += [f"S1 | H2 | 2025-02-{day:02d} 10:00:00 | {no} | {100 + day}" for day in range(1, 11)]
    return head + "\n".join(rows)
