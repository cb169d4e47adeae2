"""What was recorded, and the explanations that join it to contacts: one file each."""

from upstander.engine.purposes import (
    answered,
    assigned,
    attended,
    cites_occurrence,
    declared,
    deployed_nearby,
    filtered,
    known_place,
    nobody_assigned,
    on_custody_duty,
    owned_the_log,
    shared_by_several,
    supervising,
    tasked,
    team_cover,
)
from upstander.engine.purposes.explanation import Explanation

EXPLANATIONS: dict[str, Explanation] = {
    module.EXPLANATION.slug: module.EXPLANATION
    for module in sorted(
        (
            answered,
            assigned,
            attended,
            cites_occurrence,
            declared,
            deployed_nearby,
            filtered,
            known_place,
            nobody_assigned,
            on_custody_duty,
            owned_the_log,
            shared_by_several,
            supervising,
            tasked,
            team_cover,
        ),
        key=lambda module: module.EXPLANATION.priority,
    )
}
