import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenOpenings, marks, ticksOf } from "../src/chart.ts";
import { page } from "./data.ts";

test("openings stand in the order of their regional benefit; those without any effect are left out", () => {
  assert.deepEqual(chosenOpenings(page(), "moving").map(({ id }) => id), ["big", "small"]);
  assert.deepEqual(chosenOpenings(page(), "decision").map(({ id }) => id), ["big"]);
  assert.equal(chosenOpenings(page(), "all").length, 3);
});

test("losses are told as losses, and blocs are no countries", () => {
  const found = marks(page(), chosenOpenings(page(), "decision"), "benefit");
  assert.deepEqual(found.map(({ group, central, side }) => [group, central, side]), [
    ["Region", 5, "gain"],
    ["XA", 6, "gain"],
    ["XB", -1, "loss"],
  ]);
});

test("a measure without a regional total has countries only", () => {
  assert.deepEqual(marks(page(), chosenOpenings(page(), "decision"), "user").map(({ group }) => group), ["XA", "XB"]);
});

test("a compressed scale marks zero and powers of ten on both sides", () => {
  assert.deepEqual(ticksOf(-20, 300, true), [-10, 0, 10, 100]);
  assert.equal(ticksOf(-20, 300, false), undefined);
});
