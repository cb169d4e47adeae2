"""WGS 84 to the British National Grid, as arithmetic that any engine can do.

The seven-parameter Helmert shift and the transverse Mercator series of Ordnance Survey's "A guide
to coordinate systems in Great Britain" (annexes B and C). The shift is good to about five
metres across Great Britain; the grid that corrects the rest (OSTN15) is 15 MB and is not needed
to tell one house from the next street.
"""

import math

import ibis.expr.types as ir

ACCURACY_M = 5.0

_A, _B = 6_377_563.396, 6_356_256.909  # Airy 1830
_GPS_A, _GPS_E2 = 6_378_137.0, 0.006_694_379_990_141_3  # WGS 84
_F0, _LAT0, _LON0 = 0.999_601_271_7, math.radians(49), math.radians(-2)
_E0, _N0 = 400_000.0, -100_000.0
_SHIFT = (-446.448, 125.157, -542.060)  # metres
_TURN = tuple(math.radians(second / 3600) for second in (-0.1502, -0.2470, -0.8421))
_SCALE = 1 + 20.4894e-6
_E2 = 1 - (_B / _A) ** 2
_N = (_A - _B) / (_A + _B)

# Each step is a select of its own: as one expression, the series repeats its terms a thousandfold.


def with_grid(table: ir.Table, *, latitude: str, longitude: str) -> ir.Table:
    """The table with `easting` and `northing` in metres, from columns of degrees (float64).

    Null where either is null; meaningless far from Great Britain.
    """
    columns = [name for name in table.columns if name not in ("easting", "northing")]
    turned = table.mutate(
        g_phi=table[latitude] * (math.pi / 180), g_lam=table[longitude] * (math.pi / 180)
    )
    easting, northing = _series(terms := _terms(_airy(turned)))
    return terms.mutate(easting=easting, northing=northing).select(*columns, "easting", "northing")


def _airy(point: ir.Table) -> ir.Table:
    """The same point on the Airy ellipsoid, at sea level."""
    t = point.mutate(g_sin=point.g_phi.sin(), g_cos=point.g_phi.cos())
    t = t.mutate(g_nu=_GPS_A / (1 - _GPS_E2 * t.g_sin * t.g_sin).sqrt())
    t = t.mutate(
        g_x=t.g_nu * t.g_cos * t.g_lam.cos(),
        g_y=t.g_nu * t.g_cos * t.g_lam.sin(),
        g_z=t.g_nu * (1 - _GPS_E2) * t.g_sin,
    )
    (tx, ty, tz), (rx, ry, rz) = _SHIFT, _TURN
    t = t.mutate(
        g_x2=t.g_x * _SCALE - t.g_y * rz + t.g_z * ry + tx,
        g_y2=t.g_x * rz + t.g_y * _SCALE - t.g_z * rx + ty,
        g_z2=t.g_y * rx - t.g_x * ry + t.g_z * _SCALE + tz,
    )
    t = t.mutate(g_flat=(t.g_x2 * t.g_x2 + t.g_y2 * t.g_y2).sqrt())
    # Bowring's formula: exact to micrometres near the ground, and needs no iteration.
    t = t.mutate(g_theta=(t.g_z2 * _A).atan2(t.g_flat * _B))
    t = t.mutate(g_up=t.g_theta.sin(), g_along=t.g_theta.cos())
    tall = t.g_z2 + (_A**2 - _B**2) / _B * t.g_up * t.g_up * t.g_up
    wide = t.g_flat - _E2 * _A * t.g_along * t.g_along * t.g_along
    return t.mutate(g_phi=tall.atan2(wide), g_lam=t.g_y2.atan2(t.g_x2))


def _terms(point: ir.Table) -> ir.Table:
    """What the two series share: powers of sine, cosine, tangent and the way from 2 degrees W."""
    t = point.mutate(g_sin=point.g_phi.sin(), g_cos=point.g_phi.cos(), g_d=point.g_lam - _LON0)
    t = t.mutate(
        g_tan2=(t.g_sin * t.g_sin) / (t.g_cos * t.g_cos),
        g_inner=1 - _E2 * t.g_sin * t.g_sin,
        g_cos3=t.g_cos * t.g_cos * t.g_cos,
        g_d2=t.g_d * t.g_d,
    )
    return t.mutate(
        g_nu=_A * _F0 / t.g_inner.sqrt(),
        g_eta2=t.g_inner / (1 - _E2) - 1,
        g_cos5=t.g_cos3 * t.g_cos * t.g_cos,
    )


def _series(t: ir.Table) -> tuple[ir.NumericValue, ir.NumericValue]:
    tan2, eta2, d2 = t.g_tan2, t.g_eta2, t.g_d2
    northing = (
        _arc(t.g_phi)
        + t.g_nu / 2 * t.g_sin * t.g_cos * d2
        + t.g_nu / 24 * t.g_sin * t.g_cos3 * (5 - tan2 + 9 * eta2) * d2 * d2
        + t.g_nu / 720 * t.g_sin * t.g_cos5 * (61 - 58 * tan2 + tan2 * tan2) * d2 * d2 * d2
    )
    tail = 5 - 18 * tan2 + tan2 * tan2 + 14 * eta2 - 58 * tan2 * eta2
    easting = (
        _E0
        + t.g_nu * t.g_cos * t.g_d
        + t.g_nu / 6 * t.g_cos3 * (1 + eta2 - tan2) * d2 * t.g_d
        + t.g_nu / 120 * t.g_cos5 * tail * d2 * d2 * t.g_d
    )
    return easting, northing + _N0


def _arc(phi: ir.NumericValue) -> ir.NumericValue:
    """The developed arc of the meridian from the true origin."""
    n2, n3 = _N**2, _N**3
    less, more = phi - _LAT0, phi + _LAT0
    return (_B * _F0) * (
        (1 + _N + 1.25 * n2 + 1.25 * n3) * less
        - (3 * _N + 3 * n2 + 2.625 * n3) * less.sin() * more.cos()
        + (1.875 * n2 + 1.875 * n3) * (less * 2).sin() * (more * 2).cos()
        - (35 / 24 * n3) * (less * 3).sin() * (more * 3).cos()
    )
