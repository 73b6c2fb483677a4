"""Exposure arithmetic, as its sources print it: TWA, mixture, noise dose, heat.

Each takes its constants as arguments; the numbers stand in the rule packs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable


def twa(parts: Iterable[tuple[float, float]], *, divide_by: float) -> float:
    """Average concentrations over a working day: E = sum(C T) / 8, T in hours, whatever the shift's length.

    Source: 29 CFR 1910.1000, https://up.codes/s/computation-formulae

    >>> twa([(150, 2), (75, 2), (50, 4)], divide_by=8)
    81.25
    """
    return sum(concentration * hours for concentration, hours in parts) / divide_by


def mixture(parts: Iterable[tuple[float, float]]) -> float:
    """Add up what each agent takes of its own limit: Em = sum(C / L), which must not exceed 1.

    Source: 29 CFR 1910.1000, https://up.codes/s/computation-formulae

    >>> round(mixture([(500, 1000), (45, 200), (40, 200)]), 3)
    0.925
    """
    return sum(concentration / limit for concentration, limit in parts)


def allowed_time(level_db: float, *, criterion_db: float, criterion: float, exchange_db: float) -> float:
    """Give how long a level may last: T = criterion / 2^((L - criterion_db) / exchange_db), in its unit.

    Source: 29 CFR 1910.95 App A (90 dBA, 8 h, 5 dB); NIOSH (85 dBA, 480 min, 3 dB).

    >>> allowed_time(95, criterion_db=90, criterion=8, exchange_db=5)
    4.0
    """
    return criterion / 2 ** ((level_db - criterion_db) / exchange_db)


def dose(parts: Iterable[tuple[float, float]]) -> float:
    """Give the noise dose in per cent: D = 100 sum(C / T), for times spent and times allowed.

    Source: 29 CFR 1910.95 App A.

    >>> dose([(4, 8), (2, 4)])
    100.0
    """
    return 100 * sum(spent / allowed for spent, allowed in parts)


def dose_as_level(percent: float, *, criterion_db: float, exchange_db: float) -> float:
    """Give the steady level of 8 hours that makes a dose; OSHA prints it as 16.61 log10(D/100) + 90.

    16.61 is 5 / log10(2), rounded.

    >>> round(dose_as_level(50, criterion_db=90, exchange_db=5), 1)
    85.0
    """
    return exchange_db / math.log10(2) * math.log10(percent / 100) + criterion_db


def wbgt(*, wet: float, globe: float, air: float | None = None) -> float:
    """Give the wet-bulb globe temperature in degC: outdoors with the air temperature, indoors without.

    Source: NIOSH 2016-106, 9.3.2.

    >>> round(wbgt(wet=25, globe=45, air=32), 1), round(wbgt(wet=25, globe=45), 1)
    (29.7, 31.0)
    """
    if air is None:
        return 0.7 * wet + 0.3 * globe
    return 0.7 * wet + 0.2 * globe + 0.1 * air


def heat_limit(watts: float, *, constant: float, slope: float) -> float:
    """Give the WBGT limit in degC for a metabolic rate: constant - slope log10(M).

    Source: NIOSH 2016-106, 8.1: REL 56.7 and 11.5 for the acclimatised, RAL 59.9 and 14.1 for others. It is
    for showing; alarms take their limit from a pack.

    >>> round(heat_limit(300, constant=56.7, slope=11.5), 2)
    28.21
    """
    return constant - slope * math.log10(watts)


def heart_rate_limit(age: float) -> float:
    """Give the heart rate that must not last for minutes: 180 less the age in years.

    Source: https://www.cdc.gov/niosh/nioshtic-2/20022478.html

    >>> heart_rate_limit(40)
    140
    """
    return 180 - age
