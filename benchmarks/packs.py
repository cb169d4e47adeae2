"""A disclosure pack of a large lead: how long somebody waits for it, and how much memory it takes.

One lead with ten thousand contacts, and as many records that its signs rest on, published into a
new workbench on SQLite, then packed with everything in it: digest (what a second person agrees to),
and the whole of making it, with the PDF where this machine can draw one. Clock and processor
seconds, and the most memory that the process held by then.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.publish import folder_of

_ONE = """
import json, resource, sys, time
from pathlib import Path
from upstander.web import door
door.set_up()
from upstander.web.config import starting
starting.prepare_database(say=lambda said: None)
from upstander.web.triage.publishing import publish
publish(Path(sys.argv[1]))
from upstander.web.accounts.models import User
from upstander.web.disclosure import actions, making, pdf, store, verifying
from upstander.web.disclosure.words import Part
from upstander.web.audit import keys
from upstander.web.triage.models import Lead
pdf.missing()
who = User.objects.create(username="ines", role="investigator", staff_id="U1")
pack = actions.begin(
    Lead.objects.get(), by=who, purpose="Advice.", recipient="Jo Officer", recipient_role="Officer",
    organisation="Prosecution Service", marking="OFFICIAL-SENSITIVE", parts=list(Part), named=False,
)
found = []
def measured(what, act):
    clock, processor = time.perf_counter(), time.process_time()
    made = act()
    found.append({"what": what, "clock_s": time.perf_counter() - clock,
                  "processor_s": time.process_time() - processor,
                  "most_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024})
    return made
measured("before", lambda: None)
measured("digest", lambda: making.digest(pack))
pack = measured("made", lambda: actions.make(pack, by=who))
measured("verified", lambda: verifying.verify(store.path(pack.file), public_key=keys.public_key()))
print(json.dumps({"steps": found, "size_mb": pack.size / 1e6, "pages": pack.pages,
                  "contacts": pack.counts["contacts"], "records": pack.counts["records"]}))
"""


def run(small: bool = False) -> dict[str, Any]:
    """Seconds and megabytes of each step, and what the pack came to."""
    contacts = 200 if small else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = folder_of(Path(name) / "scan", leads=1, events=contacts, day=1)
        kept = {key: held for key, held in os.environ.items() if key != "DATABASE_URL"}
        said = subprocess.run(
            [sys.executable, "-c", _ONE, str(folder)],
            env=kept | {"UPSTANDER_DEMO": "1", "UPSTANDER_HOME": f"{name}/home"},
            check=True,
            capture_output=True,
            text=True,
        )
    found: dict[str, Any] = json.loads(said.stdout)
    return found | {
        "steps": [
            {key: round(held, 1) if isinstance(held, float) else held for key, held in row.items()}
            for row in found["steps"]
        ]
    }
