import assert from "node:assert/strict";
import { test } from "node:test";
import { borders, boxOf, decode, gates, land, places, tier } from "../src/map/geometry.ts";
import { labelField, layerId, styleOf, type Colours } from "../src/map/style.ts";
import { page } from "./data.ts";

const COLOURS: Colours = { water: "#00f", land: "#fff", line: "#999", ink: "#000", card: "#fff", lit: "#ff0", muted: "#777" };

test("lines decode from whole steps", () => {
  assert.deepEqual(decode([10, 20, 1, -1], 0.5), [[5, 10], [5.5, 9.5]]);
  assert.deepEqual(boxOf([[1, 5], [3, 2]]), [1, 2, 3, 5]);
});

test("land rings are closed", () => {
  const [polygon] = land(page()).features;
  assert.deepEqual((polygon?.geometry as GeoJSON.Polygon).coordinates[0], [[0, 0], [10, 0], [10, 10], [0, 0]]);
});

test("the region's own lines are dashed like disputed ones", () => {
  assert.deepEqual(borders(page()).features.map((f) => f.properties?.dashed), [false, true, true]);
});

test("crossings that do not exist are not drawn", () => {
  assert.deepEqual(gates(page()).features.map((f) => f.properties?.id), ["x"]);
});

test("places keep their rank, and junctions get no label", () => {
  assert.deepEqual(places(page()).features.map((f) => f.properties?.tier), [2, 9]);
  assert.equal(tier("capital", 5), 1);
});

test("every state of every mode has a layer, and closed roads are dashed in their colour", () => {
  const { layers, sources, glyphs } = styleOf(page(), "light", COLOURS, "en");
  const ids = layers.map(({ id }) => id);
  for (const mode of ["road", "rail", "sea"]) for (const state of ["open", "closed"]) assert.ok(ids.includes(layerId(mode, state)));
  const closed = layers.find(({ id }) => id === layerId("road", "closed"));
  assert.deepEqual(closed?.paint, { ...closed?.paint, "line-color": "#cc0000", "line-dasharray": [2, 1] });
  assert.equal(glyphs, undefined, "names are drawn with the reader's fonts");
  assert.ok(Object.values(sources).every((s) => s.type === "geojson" && typeof s.data === "object"), "nothing is fetched");
  assert.ok(!layers.some((layer) => layer.type === "fill" && layer.source !== "land"), "no country is filled");
});

test("names fall back to any other language", () => {
  assert.deepEqual(labelField("ka", page().languages), ["coalesce", ["get", "n_ka"], ["get", "n_en"], ["get", "n_fa"], ["get", "n_ka"]]);
});
