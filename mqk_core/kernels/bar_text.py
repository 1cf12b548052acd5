# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=False
# cython: initializedcheck=False, annotation_typing=False, auto_pickle=False
"""Rows of a bar file as text -> int64 columns: prices and volume in units of 1e-8, times in nanoseconds since 1970 UTC.

Exact: a number is digits, at most one dot, at most eight decimals that matter; a time is RFC 3339 in UTC. No price is
rounded, no row guessed or skipped. A volume of 16 or 17 significant digits is what a binary float prints; it alone is
rounded to eight decimals, and counted. The first cell that is otherwise ends the reading with a status and its place,
which `bar_csv.py` turns into an error. The same source runs uncompiled and gives the same answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Statuses of `parse_rows`, as bar_csv.py reads them: 0 read, 1 not a number, 2 too many decimals, 3 number out of
# range, 4 empty cell, 5 not a time, 6 time out of range, 7 time finer than nanoseconds, 8 too few cells, 9 too many
# cells, 10 blank line. They stand as plain numbers below: a name of the module is a Python object to compiled code.


def _digits(data: bytes, at: int, count: int) -> int:
    # The number that `count` ASCII digits make, or -1.
    value = 0
    for i in range(at, at + count):
        if data[i] < 48 or data[i] > 57:
            return -1
        value = value * 10 + (data[i] - 48)
    return value


def _day_number(year: int, month: int, day: int) -> int:
    # Days since 1970-01-01 in the proleptic Gregorian calendar, years 0-9999; years begin in March, so that the leap
    # day is the last one. Source: H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    if month > 2:
        month -= 3
    else:
        month += 9
        year -= 1
    year += 400  # keeps year 0 above zero, so that division needs no sign
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * month + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468 - 146097


def _month_days(year: int, month: int) -> int:
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31  # C has no `in`


def _read_number(
    data: bytes, at: int, end: int, out: NDArray[np.int64], column: int, row: int, report: NDArray[np.int64]
) -> int:
    if at == end:
        return 4
    whole_max = 92233720368  # large numbers reach C only through a typed name
    limit = 9223372036854775807
    negative = data[at] == 45
    if negative:
        at += 1
        limit += 1
    start = at
    value = 0
    too_large = False
    digits = 0  # significant digits so far, and up to the last that is not zero
    significant = 0
    while at < end and 48 <= data[at] <= 57:
        digit = data[at] - 48
        if not too_large:
            value = value * 10 + digit
            too_large = value > whole_max
        if digit != 0 or digits > 0:
            digits += 1
        at += 1
    if at == start:
        return 1
    places = 0
    ninth = 0
    beyond = False  # something other than zero after the ninth decimal
    if at < end:
        if data[at] != 46:
            return 1
        at += 1
        start = at
        while at < end and 48 <= data[at] <= 57:
            digit = data[at] - 48
            if places < 8 and not too_large:
                value = value * 10 + digit
            elif places == 8:
                ninth = digit
            elif places > 8 and digit != 0:
                beyond = True
            if digit != 0 or digits > 0:
                digits += 1
            if digit != 0:
                significant = digits
            places += 1
            at += 1
        if at == start or at < end:
            return 1
    if ninth != 0 or beyond:
        if column != 5 or significant < 16 or significant > 17:
            return 2
        report[4] += 1
        if report[4] == 1:
            report[5] = row
        if not too_large and (ninth > 5 or (ninth == 5 and (beyond or value % 2 == 1))):
            value += 1
    if too_large:
        return 3
    while places < 8:
        value *= 10
        places += 1
    if value > limit:
        return 3
    out[column, row] = 0 - value if negative else value
    return 0


def _read_fraction(data: bytes, at: int, end: int, report: NDArray[np.int64]) -> int:
    # Nanoseconds of `.digits` into report[1], where the digits end into report[0].
    report[0] = at
    report[1] = 0
    if data[at] != 46:
        return 0
    at += 1
    start = at
    places = 0
    too_fine = False
    while at < end and 48 <= data[at] <= 57:
        if places == 9:
            too_fine = too_fine or data[at] != 48
        else:
            places += 1
            report[1] = report[1] * 10 + (data[at] - 48)
        at += 1
    report[0] = at
    while places < 9:
        report[1] = report[1] * 10
        places += 1
    if at == start:
        return 5
    return 7 if too_fine else 0


def _read_time(data: bytes, at: int, end: int, out: NDArray[np.int64], row: int, report: NDArray[np.int64]) -> int:
    if at == end:
        return 4
    if end - at < 20 or data[at + 4] != 45 or data[at + 7] != 45 or data[at + 10] != 84:
        return 5
    if data[at + 13] != 58 or data[at + 16] != 58:
        return 5
    year = _digits(data, at, 4)
    month = _digits(data, at + 5, 2)
    day = _digits(data, at + 8, 2)
    hour = _digits(data, at + 11, 2)
    minute = _digits(data, at + 14, 2)
    second = _digits(data, at + 17, 2)
    if year < 0 or month < 1 or month > 12 or day < 1 or day > _month_days(year, month):
        return 5
    if hour < 0 or hour > 23 or minute < 0 or minute > 59 or second < 0 or second > 59:
        return 5
    status = _read_fraction(data, at + 19, end, report)
    if status == 5:
        return 5
    at = report[0]
    if end - at == 1:
        if data[at] != 90:
            return 5
    elif end - at != 6 or data[at] != 43 or data[at + 3] != 58 or _digits(data, at + 1, 2) or _digits(data, at + 4, 2):
        return 5
    if status != 0:
        return status
    fraction = report[1]
    seconds_max = 9223372036
    seconds_min = -9223372037
    seconds = _day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
    if seconds > seconds_max or (seconds == seconds_max and fraction > 854775807):
        return 6
    if seconds < seconds_min or (seconds == seconds_min and fraction < 145224192):
        return 6
    if seconds < 0:  # a step towards zero first: the product alone may leave 64 bits
        out[0, row] = (seconds + 1) * 1000000000 + (fraction - 1000000000)
    else:
        out[0, row] = seconds * 1000000000 + fraction
    return 0


def parse_rows(
    data: bytes,
    at: int,
    end: int,
    targets: NDArray[np.int64],
    out: NDArray[np.int64],
    report: NDArray[np.int64],
) -> int:
    """Read the rows in data[at:end] and return a status, 0 when all of them were read. One pass over the bytes.

    Parameters
    ----------
    data : uint8, IN.
    targets : int64 (cells,), IN: for each cell of a row, from the left, the row of `out` it goes to; 0 is the time.
    out : int64 (cells, rows), C-contiguous, OUT: at least as many rows as there are line ends, and one more.
    report : int64 (6,), zeros, OUT: the rows read; the cell (from 0) that could not be read, where its bytes begin and
        end; how many volumes were rounded, and the first such row.
    """
    cells = targets.shape[0]
    row = 0
    cell = 0
    stop = at
    status = 0
    while at < end:
        if data[at] == 10 or (data[at] == 13 and at + 1 < end and data[at + 1] == 10):
            stop = at + 1 if data[at] == 10 else at + 2
            if stop != end:
                status = 10
                cell = 0
                stop = at
            break
        for cell in range(cells):  # its last value is reported
            stop = at
            while stop < end and data[stop] != 44 and data[stop] != 10:
                stop += 1
            last = stop
            if stop < end and data[stop] == 10 and stop > at and data[stop - 1] == 13:
                last = stop - 1
            if cell == cells - 1:
                if stop < end and data[stop] == 44:
                    status = 9
            elif stop == end or data[stop] == 10:
                status = 8
            if status == 0:
                if targets[cell] == 0:
                    status = _read_time(data, at, last, out, row, report)
                else:
                    status = _read_number(data, at, last, out, targets[cell], row, report)
            if status != 0:
                stop = last
                break
            at = stop + 1
        if status != 0:
            break
        row += 1
    report[0] = row
    report[1] = cell
    report[2] = at
    report[3] = stop
    return status
