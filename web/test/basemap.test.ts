import assert from "node:assert/strict";
import { test } from "node:test";
import { encode, isDisputed, split } from "../basemap.mjs";

const RULES = { units: ["732"], pairs: [{ between: ["1", "2"] }, { between: ["3", "4"], box: [0, 0, 1, 1] }] };

test("lines beside a unit without a code, or named by a rule, are disputed", () => {
  assert.ok(isDisputed(RULES, { id: "5" }, {}));
  assert.ok(isDisputed(RULES, { id: "732" }, { id: "5" }));
  assert.ok(isDisputed(RULES, { id: "2" }, { id: "1" }));
  assert.ok(!isDisputed(RULES, { id: "1" }, { id: "5" }));
  assert.ok(!isDisputed(RULES, { id: "3" }, { id: "4" }), "a rule with a box cuts the line instead");
});

test("a line is cut at a box", () => {
  const runs = split([[-1, 0.5], [0.2, 0.5], [0.8, 0.5], [3, 0.5]], [0, 0, 1, 1]);
  assert.deepEqual(runs.map(({ within, line }) => [within, line.length]), [[false, 2], [true, 2], [false, 2]]);
});

test("positions become whole steps without repeats", () => {
  assert.deepEqual(encode([[5, 10], [5.1, 10.1], [5.5, 9.5]], 0.5), [10, 20, 1, -1]);
});
