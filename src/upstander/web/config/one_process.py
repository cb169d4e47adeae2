"""One of several processes that serve the workbench: `processes.py` starts it and hears it.

python -P -m upstander.web.config.one_process DESCRIPTOR THREADS
"""

import os
import signal
import socket
import sys
import threading

from upstander.web.config import serving


def main(descriptor: int, *, threads: int) -> None:
    """Serve at a socket that listens already, until the parent ends or says so."""
    threading.Thread(target=_end_with_the_parent, name="upstander-parent", daemon=True).start()
    with socket.socket(fileno=descriptor) as held:
        serving.answer(held, threads=threads, ready=lambda: print("ready", flush=True))


def _end_with_the_parent() -> None:
    """Wait until there is nobody left at the other end of standard input, and stop."""
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(int(sys.argv[1]), threads=int(sys.argv[2]))
