"""Who never sees whose file, as the newest scan's records have it."""

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from upstander.engine.api import Published
from upstander.web.accounts.models import Conflict
from upstander.web.triage.publishing import copying

_BY_SCAN = (Conflict.Why.LINE, Conflict.Why.DECLARED, Conflict.Why.NAMED)


_NONE = pa.table(
    {name: pa.array([], pa.string()) for name in ("reader_staff_id", "subject_staff_id", "why")}
)


def replace(scan: Published) -> int:
    """Put the scan's ties in the place of the last one's; what people did themselves stays.

    A scan that tells of no tie of a kind leaves those of the last: it was not given the register,
    and a file must not open for that.
    """
    count = 0
    table = pa.concat_tables([pa.table(batch) for batch in scan.batches("conflicts")] or [_NONE])
    for why in _BY_SCAN:
        rows = table.filter(pc.equal(table["why"], why.value))
        if not rows.num_rows:
            continue
        Conflict.objects.filter(why=why).delete()
        now = pa.repeat(pa.scalar(timezone.now(), pa.timestamp("us", tz="UTC")), rows.num_rows)
        columns = {name: rows[name] for name in rows.column_names}
        count += copying.insert(Conflict, columns | {"at": now})
    return count
