import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, cut, dated, span } from "../src/format.ts";

test("numbers read as in the report's tables", () => {
  assert.equal(amount(1234.5), "1,235");
  assert.equal(amount(-12.34), "−12.3");
  assert.equal(amount(0.123), "0.12");
  assert.equal(amount(0.001, true), "0");
  assert.equal(amount(3, true), "+3");
  assert.equal(amount(500 * (1 - 0.9)), "50");
  assert.equal(amount(null), "–");
});

test("a range whose ends read alike is one number", () => {
  assert.equal(span(61.5, 230), "61.5 to 230");
  assert.equal(span(0.001, 0), "0");
});

test("dates carry their precision", () => {
  assert.equal(dated("1990-01-01", "year"), "1990");
  assert.equal(dated("1990-05-01", "month"), "1990-05");
  assert.equal(dated("2020-11-10", "by"), "by 2020-11-10");
});

test("long titles are cut at a word", () => {
  assert.equal(cut("Hrazdan - Dilijan - Ijevan", 20), "Hrazdan - Dilijan…");
  assert.equal(cut("short", 20), "short");
});
