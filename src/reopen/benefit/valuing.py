"""Kernels that put a value on ways: choice, response and surplus, at one or many sets of rates."""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.economics.choice import nested
from reopen.economics.surplus import RULE_OF_HALF_LIMIT

#: Columns of :func:`value_rows`.
USER, HALF, LARGE, USD_BEFORE, HOURS_BEFORE, HOURS_AFTER, FLOW_AFTER, KNOWN, COMPOSITE = range(9)
#: Their number.
FIGURES = COMPOSITE + 1


@njit(nogil=True, cache=True)
def surplus(q0, p, g0, g1, theta):  # type: ignore[no-untyped-def]
    """User benefit of a flow's cost going from g0 to g1, and the flow then; see economics.surplus."""
    ratio = max((p + g1) / (p + g0), 1e-9)
    if theta == 1.0:
        return -q0 * (p + g0) * np.log(ratio), q0 / ratio
    power = ratio ** (1.0 - theta)
    return q0 * (p + g0) * (1.0 - power) / (1.0 - theta), q0 * power / ratio


@njit(nogil=True, cache=True)
def cheapest(cost, at):  # type: ignore[no-untyped-def]
    """The least of four costs."""
    return min(min(cost[at], cost[at + 1]), min(cost[at + 2], cost[at + 3]))


@njit(nogil=True, cache=True)
def value_rows(  # type: ignore[no-untyped-def]
    values, bits, flow, price, hour, countries, p, theta, nu, phi, constants, figures, shares, fees, km
):
    """Value rows of one cargo class at one set of rates.

    Parameters
    ----------
    values, bits
        See :class:`reopen.benefit.ways.Rows`.
    flow : ndarray of float64, shape (R,)
        Tonnes a year.
    price, hour : ndarray of float64, shape (M,)
        USD a tonne, and hours, by amount.
    countries : int
        C; fees and kilometres by country follow the amounts.
    p, theta, nu, phi, constants
        Unit value, elasticity to the delivered price, and the choice between ways.
    figures : ndarray of float64, shape (R, 9)
        Written: user benefit, rule of a half, whether that breaks down, mean costs and hours
        before and after, the flow after, whether there is a way in both cases, and the change of
        the composite cost.
    shares : ndarray of float64, shape (R, 8)
        Written: shares of the alternatives before and after.
    fees, km : ndarray of float64, shape (R, C, 2)
        Written: USD that each country takes and tonne-kilometres in it, before and after.
    """
    amounts = len(price)
    cost, time = np.empty(8), np.empty(8)
    for r in range(len(bits)):
        for a in range(8):
            cost[a], time[a], shares[r, a] = 0.0, 0.0, 0.0
        for m in range(amounts):
            for a in range(8):
                cost[a] += price[m] * values[r, m, a]
                time[a] += hour[m] * values[r, m, a]
        for a in range(8):
            if not bits[r] >> a & 1:
                cost[a] = np.inf
        for f in range(figures.shape[1]):
            figures[r, f] = 0.0
        _blank(fees[r], km[r], countries)
        if bits[r] & 15 == 0:  # a way where there was none: no benefit can be put on it
            continue
        both = bits[r] >> 4 & 15 != 0
        reference = max(cheapest(cost, 0), 1e-9)
        before = nested(cost, 0, constants, reference, nu, phi, shares[r])
        mean = 0.0
        for a in range(4):
            if shares[r, a] > 0.0:
                mean += shares[r, a] * cost[a]
                figures[r, HOURS_BEFORE] += shares[r, a] * time[a]
        figures[r, USD_BEFORE] = mean
        q1 = 0.0
        if both:
            fall = before - nested(cost, 4, constants, reference, nu, phi, shares[r])
            user, q1 = surplus(flow[r], p, mean, mean - fall, theta)
            figures[r, USER] = user
            figures[r, HALF] = 0.5 * (flow[r] + q1) * fall
            fresh = bits[r] & 15 != bits[r] >> 4 & 15
            figures[r, LARGE] = 1.0 if fresh or abs(fall) > mean * RULE_OF_HALF_LIMIT else 0.0
            figures[r, FLOW_AFTER], figures[r, KNOWN], figures[r, COMPOSITE] = q1, 1.0, -fall
            for a in range(4, 8):
                if shares[r, a] > 0.0:
                    figures[r, HOURS_AFTER] += shares[r, a] * time[a]
        for c in range(countries):
            for side in range(2):
                q = flow[r] if side == 0 else q1
                fee, length = 0.0, 0.0
                for a in range(4 * side, 4 * side + 4):
                    fee += shares[r, a] * values[r, amounts + c, a]
                    length += shares[r, a] * values[r, amounts + countries + c, a]
                fees[r, c, side], km[r, c, side] = q * fee, q * length


@njit(nogil=True, cache=True)
def _blank(fees, km, countries):  # type: ignore[no-untyped-def]
    for c in range(countries):
        for side in range(2):
            fees[c, side] = km[c, side] = 0.0


@njit(nogil=True, cache=True)
def draw_rows(  # type: ignore[no-untyped-def]
    values, bits, sender, taker, kind, first, scenario, flow, price, countries, p, theta, nu, phi, constants,
    fee_factor, flow_factor, begin, end, users, fees, modes, mode_of,
):  # fmt: skip
    """Add the value of rows of one cargo class in draws ``begin:end``.

    Parameters
    ----------
    values, bits, sender, taker, kind, first, scenario, flow
        See :class:`reopen.benefit.changed.Kept`.
    price : ndarray of float64, shape (M, D)
        USD a tonne and amount, by draw.
    p, theta, nu, phi, fee_factor : ndarray of float64, shape (D,)
        By draw.
    flow_factor : ndarray of float64, shape (K, D)
        By kind of flow.
    users : ndarray of float64, shape (S, 2, C, D)
        Added to: user benefit by sender, then by taker.
    fees : ndarray of float64, shape (S, C, D)
        Added to: change of the fees that countries take.
    modes : ndarray of float64, shape (S, 3, D)
        Added to: change of tonne-kilometres by road, rail and sea.
    mode_of : ndarray of int64, shape (M,)
        Mode that an amount is kilometres of; -1 for none.
    """
    amounts, draws = price.shape[0], end - begin
    cost, share = np.empty((8, draws)), np.empty((8, draws))
    user, after = np.empty(draws), np.empty(draws)  # of one tonne: all is in proportion to the flow
    one, part, taken = np.empty(8), np.empty(8), np.empty(draws)
    for r in range(len(bits)):
        if bits[r] & 15 == 0 or bits[r] >> 4 & 15 == 0:
            continue
        for a in range(8):
            cost[a] = 0.0 if bits[r] >> a & 1 else np.inf
        for m in range(amounts):
            for a in range(8):
                x = np.float64(values[r, m, a])
                if x != 0.0:
                    for d in range(draws):
                        cost[a, d] += x * price[m, begin + d]
        for d in range(draws):
            for a in range(8):
                one[a] = cost[a, d]
            at = begin + d
            reference = max(cheapest(one, 0), 1e-9)
            before = nested(one, 0, constants, reference, nu[at], phi[at], part)
            now = nested(one, 4, constants, reference, nu[at], phi[at], part)
            mean = 0.0
            for a in range(4):
                if part[a] > 0.0:
                    mean += part[a] * one[a]
            user[d], after[d] = surplus(1.0, p[at], mean, mean - before + now, theta[at])
            for a in range(4):
                share[a, d] = -part[a]
                share[4 + a, d] = part[4 + a] * after[d]
        for u in range(first[r], first[r + 1]):
            s, q = scenario[u], flow[u]
            sent, got = users[s, 0, sender[r]], users[s, 1, taker[r]]
            for d in range(draws):
                x = q * flow_factor[kind[r], begin + d] * user[d]
                sent[begin + d] += x
                got[begin + d] += x
        for m in range(amounts + countries):
            mode = mode_of[m] if m < amounts else -1
            if m < amounts and mode < 0:
                continue
            some = False
            for d in range(draws):
                taken[d] = 0.0
            for a in range(8):
                x = np.float64(values[r, m, a])
                if x != 0.0:
                    some = True
                    for d in range(draws):
                        taken[d] += x * share[a, d]
            if not some:
                continue
            for u in range(first[r], first[r + 1]):
                s, q = scenario[u], flow[u]
                if mode >= 0:
                    into = modes[s, mode]
                    for d in range(draws):
                        into[begin + d] += q * flow_factor[kind[r], begin + d] * taken[d]
                else:
                    into = fees[s, m - amounts]
                    for d in range(draws):
                        x = q * flow_factor[kind[r], begin + d] * fee_factor[begin + d]
                        into[begin + d] += x * taken[d]
