"""Kernels that walk over combinations of openings: what ways meet in each, and what that is worth.

From each zone a walk goes depth first over the combinations asked for: on its way down it opens
one more and repairs the ways, on its way up it puts all back, so that combinations share what they
begin with. Costs that a pair of zones has had before are looked up, not followed or valued again.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.benefit.tracing import find, merge, touched, write_row
from reopen.benefit.valuing import surplus
from reopen.economics.choice import nested
from reopen.path.repair import follow, link, log_room, put_back, repair, room, tree_sums, unlink

#: In place of a row: the pair's ways are as they were; or they are not, and have not been looked up yet.
STOOD, CHANGED = -1, -2


@njit(nogil=True, cache=True)
def relevant(  # type: ignore[no-untyped-def]
    first, head, cost, new_at, new_next, new_first, new_tail, new_head, new_cost,
    best, came, stamp, now, keys, nodes, log_node, log_dist, log_came, members,
):  # fmt: skip
    """Write which openings can matter from a source to ``members``; returns their number.

    One can only when, with all of them open, it leads somewhere at less than what getting there
    costs with none. Those that change most alone come first, since half of all steps of a walk
    over all combinations open the last one. ``stamp`` must hold none of ``now`` and as many
    numbers after it as there are openings.
    """
    openings = len(new_first) - 1
    link(new_at, new_next, new_tail, 0, new_first[openings])
    logged = repair(
        first, head, cost, new_at, new_next, new_tail, new_head, new_cost, 0, new_first[openings],
        best, came, stamp, now, keys, nodes, log_node, log_dist, log_came, 0,
    )  # fmt: skip
    reached = np.empty(new_first[openings])
    for k in range(new_first[openings]):
        reached[k] = best[new_tail[k]] + new_cost[k]
    put_back(best, came, log_node, log_dist, log_came, 0, logged)
    unlink(new_at, new_next, new_tail, 0, new_first[openings])
    count, weight = 0, np.empty(openings, np.int64)
    for o in range(openings):
        matters = False
        for k in range(new_first[o], new_first[o + 1]):
            matters |= reached[k] < best[new_head[k]]
        if not matters:
            continue
        now += 1
        mine, rest = new_first[o], new_first[o + 1]
        link(new_at, new_next, new_tail, mine, rest)
        logged = repair(
            first, head, cost, new_at, new_next, new_tail, new_head, new_cost, mine, rest,
            best, came, stamp, now, keys, nodes, log_node, log_dist, log_came, 0,
        )  # fmt: skip
        put_back(best, came, log_node, log_dist, log_came, 0, logged)
        unlink(new_at, new_next, new_tail, mine, rest)
        at = count
        while at > 0 and weight[at - 1] < logged:  # insertion sort: there are few
            members[at], weight[at] = members[at - 1], weight[at - 1]
            at -= 1
        members[at], weight[at] = o, logged
        count += 1
    return count


@njit(nogil=True, cache=True)
def ranks(codes, members, count):  # type: ignore[no-untyped-def]
    """Rank of each combination in a walk: its highest bit stands for the first member.

    Combinations that differ only by openings that cannot matter have the same rank.
    """
    out = np.zeros(len(codes), np.int64)
    for w in range(len(codes)):
        for m in range(count):
            out[w] = out[w] << 1 | codes[w] >> members[m] & 1
    return out


@njit(nogil=True, cache=True)
def go_back(  # type: ignore[no-untyped-def]
    differ, count, depth, opened, members, new_at, new_next, new_first, new_tail,
    best, came, log_node, log_dist, log_came, tops, row, log_zone, log_row, moved,
):  # fmt: skip
    """Take back what is open beyond what two ranks share, by the bits in which they differ; the new depth."""
    to = depth
    while to > 0 and differ >> (count - 1 - opened[to - 1]):
        to -= 1
        o = members[opened[to]]
        unlink(new_at, new_next, new_tail, new_first[o], new_first[o + 1])
    put_back(best, came, log_node, log_dist, log_came, tops[to], tops[depth])
    for k in range(moved[depth] - 1, moved[to] - 1, -1):
        row[log_zone[k]] = log_row[k]
    return to


@njit(nogil=True, cache=True)
def trace_combinations(  # type: ignore[no-untyped-def]
    first, tail, head, cost, amounts, new_first, new_tail, new_head, new_cost, new_amounts,
    dist, pred, zones, zone_of, ends, n, flow, begin, end, values, bits, origin, destination,
    after, following, use_row, use_scenario, top, uses, codes,
):  # fmt: skip
    """Do as :func:`reopen.benefit.tracing.trace_scenarios` does, for combinations of its scenarios.

    ``codes``, shape (W,), are the combinations: bit o stands for scenario o, and a combination
    has the new arcs of all that it holds. ``use_scenario`` tells the places of codes.
    """
    size, z, openings = dist.shape[1], len(zones), len(new_first) - 1
    best, arc_in, order = np.empty(size), np.empty(size, np.int32), np.empty(size, np.int64)
    was, before, total = np.empty(size), np.empty((size, amounts.shape[1])), np.empty(amounts.shape[1])
    came, stamp, new_at, new_next, keys, nodes = room(size, len(head), len(new_head))
    log_node, log_dist, log_came = log_room(size * (openings + 1))
    log_zone, log_row = np.empty(z * openings, np.int64), np.empty(z * openings, np.int64)
    seen, chain = np.full(z, -1, np.int64), np.empty(z, np.int64)
    row, changed = np.empty(z, np.int64), np.empty(z, np.int64)
    members, opened = np.empty(openings, np.int64), np.empty(openings, np.int64)
    tops, moved = np.zeros(openings + 1, np.int64), np.zeros(openings + 1, np.int64)
    now = 0
    for i in range(begin, end):
        begun, used = top, uses
        merge(dist, pred, i, z, best, arc_in)
        tree_sums(best, arc_in, tail, amounts, before, order)
        was[:] = best
        now += openings + 1
        count = relevant(
            first, head, cost, new_at, new_next, new_first, new_tail, new_head, new_cost,
            best, came, stamp, now - openings, keys, nodes, log_node, log_dist, log_came, members,
        )  # fmt: skip
        chain[:] = -1
        row[:] = STOOD
        rank, held, depth = ranks(codes, members, count), 0, 0
        for w in np.argsort(rank, kind="mergesort"):
            depth = go_back(
                rank[w] ^ held, count, depth, opened, members, new_at, new_next, new_first, new_tail,
                best, came, log_node, log_dist, log_came, tops, row, log_zone, log_row, moved,
            )  # fmt: skip
            held = rank[w]
            for m in range(opened[depth - 1] + 1 if depth else 0, count):
                if not held >> (count - 1 - m) & 1:
                    continue
                now += 1
                mine, rest = new_first[members[m]], new_first[members[m] + 1]
                link(new_at, new_next, new_tail, mine, rest)
                logged = repair(
                    first, head, cost, new_at, new_next, new_tail, new_head, new_cost, mine, rest,
                    best, came, stamp, now, keys, nodes, log_node, log_dist, log_came, tops[depth],
                )  # fmt: skip
                some = touched(log_node, tops[depth], logged, zone_of, ends, n, flow[i], seen, now, changed)
                at = moved[depth]
                for k in range(some):
                    log_zone[at + k], log_row[at + k] = changed[k], row[changed[k]]
                    row[changed[k]] = CHANGED
                opened[depth] = m
                depth += 1
                tops[depth], moved[depth] = logged, at + some
            if uses + z > len(use_row) or top + z > len(bits):
                return i, begun, used
            for j in range(z):
                if row[j] == STOOD:
                    continue
                if row[j] == CHANGED:
                    r = find(best, zones[j], ends, n, chain[j], after, following)
                    if r < 0:
                        r = top
                        following[r], chain[j] = chain[j], r
                        write_row(
                            was, best, came, tail, amounts, new_tail, new_amounts, before, i, j, zones[j],
                            ends, n, values, bits, origin, destination, r, after, total,
                        )  # fmt: skip
                        top += 1
                    row[j] = r
                use_row[uses], use_scenario[uses] = row[j], w
                uses += 1
        go_back(
            held, count, depth, opened, members, new_at, new_next, new_first, new_tail,
            best, came, log_node, log_dist, log_came, tops, row, log_zone, log_row, moved,
        )  # fmt: skip
    return end, top, uses


@njit(nogil=True, cache=True)
def _costs(dist, node, ends, n, cost):  # type: ignore[no-untyped-def]
    """Write the costs of the four ways to a node; returns the least."""
    for a in range(4):
        cost[a] = dist[node + ends[a] * n]
    return min(min(cost[0], cost[1]), min(cost[2], cost[3]))


@njit(nogil=True, cache=True)
def _fees(  # type: ignore[no-untyped-def]
    came, tail, amounts, new_tail, new_amounts, before, node, ends, n, share, total, paid
):
    """Write the fees that a tonne to a node pays by shares of the four ways, to each that takes any."""
    paid[:] = 0.0
    if len(paid) == 0:
        return
    for a in range(4):
        if share[a] > 0.0:
            follow(node + ends[a] * n, came, tail, amounts, new_tail, new_amounts, before, total)
            for c in range(len(paid)):
                paid[c] += share[a] * total[c]


@njit(nogil=True, cache=True)
def _doubled(table):  # type: ignore[no-untyped-def]
    """A table of twice the rows, with what there is."""
    out = np.empty((2 * len(table), table.shape[1]), table.dtype)
    out[: len(table)] = table
    return out


@njit(nogil=True, cache=True)
def tread(  # type: ignore[no-untyped-def]
    first, tail, head, cost, amounts, new_first, new_tail, new_head, new_cost, new_amounts,
    dist, pred, zones, zone_of, ends, n, flow, home, begin, end,
    codes, takers, p, theta, nu, phi, constants, importer, net, out,
):  # fmt: skip
    """Add the benefit by country of combinations, for flows from zones ``begin:end``.

    Parameters
    ----------
    amounts, new_amounts : ndarray of float64, shape (., T)
        Fees by country that takes any.
    codes : ndarray of int64, shape (W,)
        The combinations: bit o stands for opening o.
    takers : ndarray of int64, shape (T,)
        Countries of the fees.
    importer, net : float
        Share of the importer, and of fees that is income.
    out : ndarray of float64, shape (W, C)
        Added to, USD a year.
    """
    size, z, openings, parties = dist.shape[1], len(zones), len(new_first) - 1, out.shape[1]
    best, arc_in, order = np.empty(size), np.empty(size, np.int32), np.empty(size, np.int64)
    before, total, paid = np.empty((size, len(takers))), np.empty(len(takers)), np.empty(len(takers))
    came, stamp, new_at, new_next, keys, nodes = room(size, len(head), len(new_head))
    log_node, log_dist, log_came = log_room(size * (openings + 1))
    log_zone, log_row = np.empty(z * openings, np.int64), np.empty(z * openings, np.int64)
    seen, chain = np.full(z, -1, np.int64), np.empty(z, np.int64)
    row, changed = np.empty(z, np.int64), np.empty(z, np.int64)
    members, opened = np.empty(openings, np.int64), np.empty(openings, np.int64)
    tops, moved = np.zeros(openings + 1, np.int64), np.zeros(openings + 1, np.int64)
    reference, usual, mean = np.empty(z), np.empty(z), np.empty(z)
    four, share, wanted = np.empty(4), np.empty(4), np.empty(z)
    standing = np.empty((z, len(takers)))
    # Rows: costs that a pair has had, and what its flow is then worth to each country.
    after, following, worth = np.empty((z, 4)), np.empty((z, 1), np.int64), np.empty((z, parties))
    value = np.zeros((openings + 1, parties))
    now = 0
    for i in range(begin, end):
        merge(dist, pred, i, z, best, arc_in)
        tree_sums(best, arc_in, tail, amounts, before, order)
        now += openings + 1
        count = relevant(
            first, head, cost, new_at, new_next, new_first, new_tail, new_head, new_cost,
            best, came, stamp, now - openings, keys, nodes, log_node, log_dist, log_came, members,
        )  # fmt: skip
        if count == 0:
            continue
        for j in range(z):
            least = _costs(best, zones[j], ends, n, four)
            # No benefit can be put on a way where there was none.
            wanted[j] = flow[i, j] if least < np.inf else 0.0
            if wanted[j] <= 0.0:
                continue
            reference[j] = max(least, 1e-9)
            usual[j] = nested(four, 0, constants, reference[j], nu, phi, share)
            mean[j] = 0.0
            for a in range(4):
                if share[a] > 0.0:
                    mean[j] += share[a] * four[a]
            _fees(
                came, tail, amounts, new_tail, new_amounts, before, zones[j], ends, n, share, total,
                standing[j],
            )  # fmt: skip
        chain[:] = -1
        row[:] = STOOD
        rank, held, depth, top = ranks(codes, members, count), 0, 0, 0
        for w in np.argsort(rank, kind="mergesort"):
            depth = go_back(
                rank[w] ^ held, count, depth, opened, members, new_at, new_next, new_first, new_tail,
                best, came, log_node, log_dist, log_came, tops, row, log_zone, log_row, moved,
            )  # fmt: skip
            held = rank[w]
            for m in range(opened[depth - 1] + 1 if depth else 0, count):
                if not held >> (count - 1 - m) & 1:
                    continue
                now += 1
                mine, rest = new_first[members[m]], new_first[members[m] + 1]
                link(new_at, new_next, new_tail, mine, rest)
                logged = repair(
                    first, head, cost, new_at, new_next, new_tail, new_head, new_cost, mine, rest,
                    best, came, stamp, now, keys, nodes, log_node, log_dist, log_came, tops[depth],
                )  # fmt: skip
                some = touched(log_node, tops[depth], logged, zone_of, ends, n, wanted, seen, now, changed)
                at = moved[depth]
                value[depth + 1] = value[depth]
                for k in range(some):
                    j = changed[k]
                    r, last = find(best, zones[j], ends, n, chain[j], after, following[:, 0]), row[j]
                    if r < 0:
                        r = top
                        top += 1
                        if r == len(after):
                            after, following, worth = _doubled(after), _doubled(following), _doubled(worth)
                        following[r, 0], chain[j] = chain[j], r
                        _costs(best, zones[j], ends, n, after[r])
                        fall = usual[j] - nested(after[r], 0, constants, reference[j], nu, phi, share)
                        user, q = surplus(flow[i, j], p, mean[j], mean[j] - fall, theta)
                        _fees(
                            came, tail, amounts, new_tail, new_amounts, before, zones[j], ends, n, share,
                            total, paid,
                        )  # fmt: skip
                        worth[r] = 0.0
                        worth[r, home[j]] += importer * user
                        worth[r, home[i]] += (1.0 - importer) * user
                        for c in range(len(takers)):
                            worth[r, takers[c]] += net * (q * paid[c] - flow[i, j] * standing[j, c])
                    for c in range(parties):
                        value[depth + 1, c] += worth[r, c] - (worth[last, c] if last >= 0 else 0.0)
                    log_zone[at + k], log_row[at + k] = j, last
                    row[j] = r
                opened[depth] = m
                depth += 1
                tops[depth], moved[depth] = logged, at + some
            out[w] += value[depth]
        go_back(
            held, count, depth, opened, members, new_at, new_next, new_first, new_tail,
            best, came, log_node, log_dist, log_came, tops, row, log_zone, log_row, moved,
        )  # fmt: skip
