"""The warning signs: one file each, found by being in this folder.

A module of this folder that holds an `INDICATOR` is a sign. Its name is the sign's slug, its
docstring is the sign's page. Signs do not import each other; what several need is in `common`,
what people reported and declared in `reported`, and what messages hold in `phrases`.
"""

import inspect
from importlib import import_module
from pkgutil import iter_modules

from upstander.engine.evidence import Indicator

_HELPERS = frozenset({"common", "lock", "phrases", "reported"})


def _discovered() -> dict[str, Indicator]:
    slugs = [found.name for found in iter_modules(__path__) if found.name not in _HELPERS]
    signs = {slug: import_module(f"{__name__}.{slug}").INDICATOR for slug in slugs}
    return dict(sorted(signs.items(), key=lambda sign: sign[1].id))


INDICATORS: dict[str, Indicator] = _discovered()


def page(slug: str) -> str:
    """The sign's page: what it finds, why it matters, what would explain it, how it is measured."""
    module = import_module(f"{__name__}.{slug}")
    return inspect.cleandoc(module.__doc__ or "")
