import assert from "node:assert/strict";
import { test } from "node:test";
import { lineOf, titleOf } from "../src/map/details.ts";
import { gates, links, radiusOf, settlements } from "../src/map/geometry.ts";
import { momentAt, sentenceOf } from "../src/map/moment.ts";
import { styleOf, type Colours } from "../src/map/style.ts";
import { Index } from "../src/payload.ts";
import { opening, page } from "./data.ts";

const COLOURS: Colours = { water: "#00f", land: "#fff", line: "#999", ink: "#000", card: "#fff", lit: "#ff0", muted: "#777" };
const index = new Index(page());
const at = (stop: number) => {
  const moment = momentAt(index, stop);
  assert.ok(moment);
  return moment;
};

test("at the start, and without a programme, the map is that of the date", () => {
  assert.equal(momentAt(index, 0), null);
  assert.equal(momentAt(new Index(page({ rebuild: null })), 2), null);
  assert.equal(momentAt(index, 99), null);
});

test("links and gates are under works, then open, from the month on", () => {
  assert.deepEqual([...at(1).states], [["ab", "under_works"], ["x", "under_works"]]);
  assert.deepEqual([...at(2).states], [["ab", "open"], ["x", "open"]]);
  assert.equal(links(page(), at(2)).features[0]?.properties?.state, "open");
  assert.equal(links(page()).features[0]?.properties?.state, "closed");
});

test("works do not close what can be used, and what opens is drawn", () => {
  const data = page({ openings: [opening("small", [0, 1, 2], { links: ["ab"], crossings: ["y"] })] });
  data.links[0] = { ...data.links[0]!, state: "restricted" };
  const own = new Index(data);
  assert.deepEqual([...(momentAt(own, 1)?.states ?? [])], [["y", "under_works"]]);
  assert.deepEqual(gates(data).features.map((f) => f.properties?.id), ["x"]);
  assert.deepEqual(gates(data, momentAt(own, 2)).features.map((f) => f.properties?.id), ["x", "y"]);
});

test("settlements go through their stages and fill with people", () => {
  const found = (stop: number) => at(stop).places.map(({ place, stage, home }) => [place.id, stage, home]);
  assert.deepEqual(found(1), [["town", "clearing", 0], ["far", "clearing", 0]]);
  assert.deepEqual(found(2), [["town", "clearing", 100], ["far", "clearing", 0]]);
  assert.deepEqual(found(3), [["town", "home", 250], ["far", "home", 40]]);
  assert.ok(radiusOf(250, 250) > radiusOf(40, 250) && radiusOf(40, 250) > radiusOf(0, 250));
  assert.deepEqual(settlements(page(), at(3)).features.map((f) => f.properties?.id), ["town", "far"]);
  assert.deepEqual(settlements(page(), null).features, []);
});

test("a moment is said in a sentence", () => {
  assert.equal(sentenceOf(at(1)), "By 2026-07: 0 people at home, 0 openings passable, 2 settlements being cleared.");
  assert.equal(sentenceOf(at(3)), "By 2027-01: 290 people at home, 1 opening passable.");
});

test("the card tells what is planned, not what is", () => {
  assert.equal(titleOf({ kind: "settlement", id: "town" }, index, "en"), "Town");
  assert.equal(lineOf({ kind: "settlement", id: "town" }, index, 2), "by 2026-10: being cleared, 100 at home");
  assert.equal(lineOf({ kind: "link", id: "ab" }, index, 2), "road M1: planned to be open by 2026-10");
  assert.equal(lineOf({ kind: "link", id: "ab" }, index, 0), "road M1: closed since 1990");
});

test("the style holds the moment, and stages differ by how full the circle is", () => {
  const { layers, sources } = styleOf(page(), "dark", COLOURS, "en", at(3));
  const layer = layers.find(({ id }) => id === "settlement");
  assert.deepEqual(layer?.paint && "circle-color" in layer.paint && layer.paint["circle-color"], [
    "match", ["get", "stage"], "hazard", "#ff8888", "clearing", "#ffaa66", "home", "#44cc99", "#777",
  ]);
  const source = sources.settlements;
  assert.ok(source?.type === "geojson" && typeof source.data === "object" && "features" in source.data);
  assert.equal(source.data.features.length, 2);
});
