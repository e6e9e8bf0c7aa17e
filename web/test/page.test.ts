import assert from "node:assert/strict";
import { test } from "node:test";
import { Chooser, type Choice } from "../src/choice.ts";
import { lineOf, sinceOf, titleOf } from "../src/map/details.ts";
import { nameIn, variants } from "../src/names.ts";
import { Index, readPayload } from "../src/payload.ts";
import { compare } from "../src/sortable.ts";
import { page } from "./data.ts";

test("a page of another format is refused", () => {
  assert.throws(() => readPayload('{"format": 99}'), /format 99/);
});

test("names come in the language chosen, and every variant is told once", () => {
  const [place] = page().places;
  assert.equal(nameIn(place?.names ?? [], "fa"), "آ");
  assert.equal(nameIn(place?.names ?? [], "zz"), "A");
  assert.deepEqual(place && variants(place, page().languages), [["English, Georgian", "A"], ["Persian", "آ"]]);
});

test("features have a title and one line", () => {
  const index = new Index(page());
  assert.equal(titleOf({ kind: "link", id: "ab" }, index, "fa"), "آ – B");
  assert.equal(titleOf({ kind: "crossing", id: "x" }, index, "en"), "N / M");
  assert.equal(lineOf({ kind: "link", id: "ab" }, index), "road M1: closed since 1990");
  assert.equal(sinceOf("ab", "", index), "");
  assert.deepEqual(index.openingsOf("x").map(({ id }) => id), ["small"]);
});

test("numbers sort as numbers, blanks last both ways", () => {
  const cells = ["9", "", "-10", "80"];
  assert.deepEqual([...cells].sort((a, b) => compare(a, b, "number", false)), ["-10", "9", "80", ""]);
  assert.deepEqual([...cells].sort((a, b) => compare(a, b, "number", true)), ["80", "9", "-10", ""]);
});

test("what is hidden is told to every listener", () => {
  const start: Choice = { opening: null, feature: null, language: "en", hidden: new Set(), theme: "light", stop: 0 };
  const chooser = new Chooser(start);
  const heard: string[][] = [];
  chooser.listen(({ hidden }) => heard.push([...hidden]));
  chooser.toggle("closed", false);
  chooser.toggle("mode:rail", false);
  chooser.toggle("closed", true);
  assert.deepEqual(heard, [[], ["closed"], ["closed", "mode:rail"], ["mode:rail"]]);
});
