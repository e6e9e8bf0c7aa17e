"""Several shortest-path labels of a node at a time, in vector registers.

Numba unrolls a loop over a fixed number of labels before it looks for vectors, and then finds
none: sweeps ran three times slower. So the one innermost step is written for LLVM directly.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

#: Sources of one sweep.
LANES = 16


@intrinsic
def sweep_node(context, labels, later, cost, begin, end, row, fresh):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """Lower the labels of a node to the least of those of later nodes plus a cost.

    ``sweep_node(labels, later, cost, begin, end, row, fresh)`` sets ``labels[row]`` to the minimum
    over k in ``begin:end`` of ``labels[later[k]] + cost[k]``, and of what it is unless ``fresh``;
    ``labels`` is a flat array of ``LANES`` a row.
    """
    int64, int32 = ir.IntType(64), ir.IntType(32)
    lanes = ir.VectorType(ir.DoubleType(), LANES)
    none = ir.Constant(lanes, ir.Undefined)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = [
            make_array(kind)(context, builder, arg).data
            for kind, arg in zip(signature.args[:3], args[:3], strict=True)
        ]

        def spread(value: Any) -> Any:
            one = builder.insert_element(none, value, ir.Constant(int32, 0))
            return builder.shuffle_vector(one, none, ir.Constant(ir.VectorType(int32, LANES), [0] * LANES))

        def labels_of(row: Any) -> Any:
            offset = builder.mul(row, ir.Constant(int64, LANES))
            return builder.bitcast(builder.gep(data[0], [offset]), lanes.as_pointer())

        mine = labels_of(args[5])
        far = spread(ir.Constant(ir.DoubleType(), float("inf")))
        best = cgutils.alloca_once(builder, lanes)
        builder.store(far, best)
        with builder.if_then(builder.not_(args[6])):
            builder.store(builder.load(mine, align=8), best)
        with cgutils.for_range_slice(builder, args[3], args[4], ir.Constant(int64, 1), intp=int64) as (k, _):
            other = builder.zext(builder.load(builder.gep(data[1], [k])), int64)
            more = spread(builder.load(builder.gep(data[2], [k])))
            there = builder.fadd(builder.load(labels_of(other), align=8), more)
            now = builder.load(best)
            builder.store(builder.select(builder.fcmp_ordered("<", there, now), there, now), best)
        builder.store(builder.load(best), mine, align=8)
        return context.get_dummy_value()

    index = types.int64
    return types.void(labels, later, cost, index, index, index, types.boolean), generate
