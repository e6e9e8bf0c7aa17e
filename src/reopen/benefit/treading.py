"""Kernel that values every combination of openings, source by source.

From each zone the walk goes depth first over the subsets of the openings that can matter there:
it opens one more, repairs the ways, values the zones whose ways changed, and puts all back on its
way up. Benefit by country is users' surplus and net fees.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.benefit.tracing import merge
from reopen.benefit.valuing import surplus
from reopen.economics.choice import nested
from reopen.path.repair import link, put_back, repair, tree_sums, unlink


@njit(nogil=True, cache=True)
def _cost(dist, node, ends, n, cost):  # type: ignore[no-untyped-def]
    """Costs of the four ways to a node; returns the least."""
    least = np.inf
    for a in range(4):
        cost[a] = dist[node + ends[a] * n]
        least = min(least, cost[a])
    return least


@njit(nogil=True, cache=True)
def _fees(sums, node, ends, n, share, q, net, worth):  # type: ignore[no-untyped-def]
    """Add what q tonnes to a node pay in fees, net of handling, to each country's worth."""
    for a in range(4):
        if share[a] > 0.0:
            v = node + ends[a] * n
            for c in range(len(worth)):
                worth[c] += net * q * share[a] * sums[v, c]


@njit(nogil=True, cache=True)
def relevant(  # type: ignore[no-untyped-def]
    first, tail, head, cost, amounts, new_at, new_next, new_first, new_tail, new_head, new_cost, new_amounts,
    best, sums, came, stamp, now, keys, nodes, log_node, log_dist, log_sums, members,
):  # fmt: skip
    """Write which openings can matter from a source to ``members``; returns their number.

    One can only when, with all of them open, it leads somewhere at less than what getting there
    costs with none. Those that change most alone come first, since half of all steps of the walk
    open the last one.
    """
    openings = len(new_first) - 1
    link(new_at, new_next, new_tail, 0, new_first[openings])
    logged = repair(
        first, tail, head, cost, amounts, new_at, new_next, new_tail, new_head, new_cost, new_amounts,
        0, new_first[openings], best, sums, came, stamp, now, keys, nodes, log_node, log_dist, log_sums, 0,
    )  # fmt: skip
    reached = np.empty(new_first[openings])
    for k in range(new_first[openings]):
        reached[k] = best[new_tail[k]] + new_cost[k]
    put_back(best, sums, log_node, log_dist, log_sums, 0, logged)
    unlink(new_at, new_next, new_tail, 0, new_first[openings])
    count = 0
    for o in range(openings):
        for k in range(new_first[o], new_first[o + 1]):
            if reached[k] < best[new_head[k]]:
                members[count] = o
                count += 1
                break
    weight = np.empty(count, np.int64)
    for m in range(count):
        o = members[m]
        now += 1
        link(new_at, new_next, new_tail, new_first[o], new_first[o + 1])
        weight[m] = repair(
            first, tail, head, cost, amounts, new_at, new_next, new_tail, new_head, new_cost, new_amounts,
            new_first[o], new_first[o + 1], best, sums, came, stamp, now, keys, nodes,
            log_node, log_dist, log_sums, 0,
        )  # fmt: skip
        put_back(best, sums, log_node, log_dist, log_sums, 0, weight[m])
        unlink(new_at, new_next, new_tail, new_first[o], new_first[o + 1])
    for m in range(1, count):  # insertion sort: there are few
        o, mine, at = members[m], weight[m], m
        while at > 0 and weight[at - 1] < mine:
            members[at], weight[at] = members[at - 1], weight[at - 1]
            at -= 1
        members[at], weight[at] = o, mine
    return count


@njit(nogil=True, cache=True)
def tread(  # type: ignore[no-untyped-def]
    first, tail, head, cost, amounts, new_first, new_tail, new_head, new_cost, new_amounts,
    dist, pred, zones, zone_of, ends, n, flow, home, begin, end,
    rivals, p, theta, nu, phi, constants, importer, net, out,
):  # fmt: skip
    """Add the benefit by country of every combination, for flows from zones ``begin:end``.

    Parameters
    ----------
    amounts, new_amounts : ndarray of float64, shape (., C)
        Fees by country.
    rivals : ndarray of int64, shape (K,)
        Combinations that hold an opening and one of these (as bits) are left out: they stay as they
        are without the later of the two.
    importer, net : float
        Share of the importer, and of fees that is income.
    out : ndarray of float64, shape (2 ** K, C)
        Added to, USD a year.
    """
    size, parties, openings = dist.shape[1], out.shape[1], len(new_first) - 1
    best, arc_in, order = np.empty(size), np.empty(size, np.int32), np.empty(size, np.int64)
    sums, came, stamp = np.zeros((size, parties)), np.empty(size, np.int64), np.full(size, -1, np.int64)
    new_at, new_next = np.full(size, -1, np.int64), np.full(len(new_tail), -1, np.int64)
    keys = np.empty(len(head) + len(new_head) + 1)
    nodes = np.empty(len(head) + len(new_head) + 1, np.int32)
    room = size * (openings + 1)
    log_node, log_dist, log_sums = np.empty(room, np.int64), np.empty(room), np.empty((room, parties))
    z = len(zones)
    usual, mean, first_worth = np.empty(z), np.empty(z), np.zeros((z, parties))
    reference, worth = np.empty(z), np.zeros((z, parties))
    kept_zone, kept = np.empty(z * (openings + 1), np.int64), np.empty((z * (openings + 1), parties))
    seen = np.full(z, -1, np.int64)
    members = np.empty(openings, np.int64)
    four, share = np.empty(4), np.empty(4)
    value = np.zeros((openings + 2, parties))
    tops, valued = np.zeros(openings + 2, np.int64), np.zeros(openings + 2, np.int64)
    following, codes = np.zeros(openings + 2, np.int64), np.zeros(openings + 2, np.int64)
    held = np.zeros(openings + 2, np.int64)
    now = 0
    for i in range(begin, end):
        merge(dist, pred, i, z, best, arc_in)
        tree_sums(best, arc_in, tail, amounts, sums, order)
        now += 1
        count = relevant(
            first, tail, head, cost, amounts, new_at, new_next, new_first, new_tail, new_head, new_cost, new_amounts,
            best, sums, came, stamp, now, keys, nodes, log_node, log_dist, log_sums, members,
        )  # fmt: skip
        now += openings
        if count == 0:
            continue
        for j in range(z):
            usual[j] = np.inf
            if flow[i, j] <= 0.0:
                continue
            least = _cost(best, zones[j], ends, n, four)
            if least == np.inf:
                continue
            reference[j] = max(least, 1e-9)
            usual[j] = nested(four, 0, constants, reference[j], nu, phi, share)
            mean[j] = 0.0
            for a in range(4):
                if share[a] > 0.0:
                    mean[j] += share[a] * four[a]
            for c in range(parties):
                first_worth[j, c] = worth[j, c] = 0.0
            _fees(sums, zones[j], ends, n, share, -flow[i, j], net, first_worth[j])
        game = np.zeros((1 << count, parties))
        for c in range(parties):
            value[0, c] = 0.0
        depth, codes[0], following[0], tops[0], valued[0] = 0, 0, 0, 0, 0
        while depth >= 0:
            m = following[depth]
            if m == count:
                if depth > 0:
                    last = members[following[depth - 1] - 1]
                    unlink(new_at, new_next, new_tail, new_first[last], new_first[last + 1])
                    put_back(best, sums, log_node, log_dist, log_sums, tops[depth - 1], tops[depth])
                    for k in range(valued[depth - 1], valued[depth]):
                        worth[kept_zone[k]] = kept[k]
                depth -= 1
                continue
            following[depth] = m + 1
            o = members[m]
            if held[depth] & rivals[o]:
                continue
            now += 1
            link(new_at, new_next, new_tail, new_first[o], new_first[o + 1])
            top = repair(
                first, tail, head, cost, amounts, new_at, new_next, new_tail, new_head, new_cost, new_amounts,
                new_first[o], new_first[o + 1], best, sums, came, stamp, now, keys, nodes,
                log_node, log_dist, log_sums, tops[depth],
            )  # fmt: skip
            depth += 1
            tops[depth], following[depth], codes[depth] = top, m + 1, codes[depth - 1] | 1 << m
            held[depth] = held[depth - 1] | 1 << o
            valued[depth] = valued[depth - 1]
            for c in range(parties):
                value[depth, c] = value[depth - 1, c]
            for k in range(tops[depth - 1], top):
                j = zone_of[log_node[k] % n]
                if j < 0 or seen[j] == now or usual[j] == np.inf:
                    continue
                copy, changed = log_node[k] // n, False
                for a in range(4):
                    changed |= copy == ends[a]
                if not changed:
                    continue
                seen[j] = now
                _cost(best, zones[j], ends, n, four)
                fall = usual[j] - nested(four, 0, constants, reference[j], nu, phi, share)
                user, q = surplus(flow[i, j], p, mean[j], mean[j] - fall, theta)
                at = valued[depth]
                kept_zone[at] = j
                for c in range(parties):
                    kept[at, c] = worth[j, c]
                    worth[j, c] = first_worth[j, c]
                valued[depth] = at + 1
                _fees(sums, zones[j], ends, n, share, q, net, worth[j])
                worth[j, home[j]] += importer * user
                worth[j, home[i]] += (1.0 - importer) * user
                for c in range(parties):
                    value[depth, c] += worth[j, c] - kept[at, c]
            for c in range(parties):
                game[codes[depth], c] = value[depth, c]
        for code in range(len(out)):
            mine = 0
            for m in range(count):
                if code >> members[m] & 1:
                    mine |= 1 << m
            if mine:
                for c in range(parties):
                    out[code, c] += game[mine, c]
