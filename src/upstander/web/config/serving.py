"""Serving the workbench from one process: its threads, and a clean end."""

import errno
import gc
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

import waitress
from django.conf import settings

from upstander.errors import WorkbenchError
from upstander.web.config import environment, warming

_LARGEST = 4_000_000  # bytes of one request
_BEHIND = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there: WorkbenchError with a sentence where it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        raise WorkbenchError(f"{_why(error, port=port)}", do=_instead(error)) from error
    made.listen(1024)
    return made


def serve(held: socket.socket, *, threads: int, say: Callable[[str], None]) -> None:
    """Serve from this process until told to stop."""
    answer(held, threads=threads, ready=lambda: say(address(held)))
    say("Stopped.")


def answer(held: socket.socket, *, threads: int, ready: Callable[[], None]) -> None:
    """Answer until told to stop; whoever is being answered is answered first.

    `ready` is called when the process is warm: whoever comes before that waits in the queue of the
    socket, or is answered by another process.
    """
    signal.signal(signal.SIGTERM, stop)
    from upstander.web.config.wsgi import application

    warming.warm_up(application)
    gc.freeze()  # what is there stays: to look through it for what is not took 0.3 s now and then
    server = waitress.create_server(application, sockets=[held], threads=threads, **_options())
    ready()
    server.run()


def address(held: socket.socket) -> str:
    """Where it is served, as a sentence."""
    host, port = held.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"Serving at http://{shown}:{port}/. Stop with Ctrl-C."


def _options() -> dict[str, Any]:
    made: dict[str, Any] = {"ident": "", "max_request_body_size": _LARGEST}
    if not settings.DEMO:
        # Who stands in front, with the certificate. What anybody else says of https is dropped.
        made["trusted_proxy"] = environment.text("UPSTANDER_PROXY", "127.0.0.1")
        made["trusted_proxy_headers"] = _BEHIND
        made["clear_untrusted_proxy_headers"] = True
    return made


def stop(number: int, frame: Any) -> None:
    """What SIGTERM does: end, as Ctrl-C would."""
    raise SystemExit(0)


def _why(error: OSError, *, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Something else listens on port {port} already."
    if error.errno == errno.EACCES:
        return f"Port {port} is not for everybody to listen on."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "This machine has no such address to listen at."
    return f"Port {port} cannot be listened on ({os.strerror(error.errno or 0).lower()})."


def _instead(error: OSError) -> str:
    if error.errno in {errno.EADDRINUSE, errno.EACCES}:
        return "Stop it, or name another one: --port 8001."
    return "Name one that it has: --host 127.0.0.1."
