import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenOpenings, marks, ticksOf } from "../src/chart.ts";
import type { Range } from "../src/payload.ts";
import { opening, page } from "./data.ts";

test("openings stand in the order of their regional benefit; those without any effect are left out", () => {
  assert.deepEqual(chosenOpenings(page(), "moving").map(({ id }) => id), ["big", "small"]);
  assert.deepEqual(chosenOpenings(page(), "decision").map(({ id }) => id), ["big"]);
  assert.equal(chosenOpenings(page(), "all").length, 3);
});

test("losses are told as losses, and blocs are no countries", () => {
  const found = marks(page(), chosenOpenings(page(), "decision"), "benefit");
  assert.deepEqual(found.map(({ group, p50, side }) => [group, p50, side]), [
    ["Region", 5, "gain"],
    ["XA", 6, "gain"],
    ["XB", -1, "loss"],
  ]);
});

test("a measure without a regional total has countries only", () => {
  assert.deepEqual(marks(page(), chosenOpenings(page(), "decision"), "user").map(({ group }) => group), ["XA", "XB"]);
});

test("the net present value has a regional total where a cost is known", () => {
  const worth = { by_country: { XA: { npv_usd_m: [-9, -4, 1] as Range } }, npv: [-8, -3, 2] as Range };
  const found = marks(page(), [opening("known", [0, 0, 0], worth), opening("unknown", [0, 0, 0])], "npv_usd_m");
  assert.deepEqual(found.map(({ opening, group, p10, p50, p90 }) => [opening, group, p10, p50, p90]), [
    ["known", "Region", -8, -3, 2],
    ["known", "XA", -9, -4, 1],
  ]);
});

test("a compressed scale marks zero and powers of ten on both sides", () => {
  assert.deepEqual(ticksOf(-20, 300, true), [-10, 0, 10, 100]);
  assert.equal(ticksOf(-20, 300, false), undefined);
});
