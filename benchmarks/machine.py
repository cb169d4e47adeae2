"""What a benchmark was measured on: no name, no address, no user."""

import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

LIBRARIES = ("duckdb", "ibis-framework", "numpy", "pyarrow", "splink", "movingpandas", "bandicoot")


def describe() -> dict[str, Any]:
    """Processor, cores this process may use and who else wants them, memory, system, versions."""
    return {
        "processor": _processor(),
        "cores": _cores(),
        "load_over_15_minutes": round(os.getloadavg()[2], 1) if hasattr(os, "getloadavg") else None,
        "memory_gib": _memory_gib(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in LIBRARIES},
    }


def peak_gb(*, anew: bool = False) -> float | None:
    """The most memory that this process has had resident, in GB; `anew` starts to count again.

    Not getrusage: a process begins with what its parent had at most. None where there is no /proc.
    """
    if anew and Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status")
    for line in status.read_text(encoding="utf-8").splitlines() if status.exists() else ():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) * 1024 / 1e9, 2)
    return None


def _cores() -> int | None:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    for line in info.read_text(encoding="utf-8").splitlines() if info.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _version(name: str) -> str | None:
    """The installed version; None where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
