// Makes basemap.json (land and lines, no names, no fills) from the npm package world-atlas (Natural Earth 1:10m).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const STEP = 0.004; // degrees; every coordinate is a whole number of steps
const LEAST_AREA = 4e-5; // square degrees; smaller bends and islets are dropped (about 0.5 km)

/** Whether the line between two units is drawn dashed. */
export function isDisputed(rules, a, b) {
  if (a.id === undefined || b.id === undefined) return true;
  if (rules.units.includes(a.id) || rules.units.includes(b.id)) return true;
  return rules.pairs.some((rule) => !rule.box && rule.between.includes(a.id) && rule.between.includes(b.id));
}

/** Rules limited to a box that concern this pair. */
function boxesOf(rules, a, b) {
  return rules.pairs.filter((r) => r.box && r.between.includes(a.id) && r.between.includes(b.id)).map((r) => r.box);
}

/** A list of positions as whole steps: first position, then differences; repeated positions are dropped. */
export function encode(positions, step = STEP) {
  const out = [];
  let [px, py] = [0, 0];
  positions.forEach(([lon, lat], i) => {
    const [x, y] = [Math.round(lon / step), Math.round(lat / step)];
    if (i > 0 && x === px && y === py) return;
    out.push(x - px, y - py);
    [px, py] = [x, y];
  });
  return out;
}

function lines(topology, filter) {
  return mesh(topology, topology.objects.countries, (a, b) => a !== b && filter(a, b)).coordinates;
}

/** Cuts a line into the runs inside and outside of a box, by the middle of each piece. */
export function split(line, [west, south, east, north]) {
  const runs = [];
  for (let i = 1; i < line.length; i += 1) {
    const [x, y] = [(line[i - 1][0] + line[i][0]) / 2, (line[i - 1][1] + line[i][1]) / 2];
    const within = x > west && x < east && y > south && y < north;
    const last = runs.at(-1);
    if (last?.within === within) last.line.push(line[i]);
    else runs.push({ within, line: [line[i - 1], line[i]] });
  }
  return runs;
}

export function basemap(source, rules) {
  const topology = simplify(presimplify(source), LEAST_AREA);
  const dashed = lines(topology, (a, b) => isDisputed(rules, a, b));
  const solid = lines(topology, (a, b) => !isDisputed(rules, a, b) && boxesOf(rules, a, b).length === 0);
  for (const rule of rules.pairs.filter((r) => r.box)) {
    const pair = (a, b) => rule.between.includes(a.id) && rule.between.includes(b.id);
    for (const run of lines(topology, pair).flatMap((line) => split(line, rule.box))) {
      (run.within ? dashed : solid).push(run.line);
    }
  }
  const land = feature(topology, topology.objects.land)
    .features.flatMap((f) => f.geometry.coordinates)
    .map((polygon) => polygon.map((ring) => encode(ring)).filter((ring) => ring.length >= 8))
    .filter((polygon) => polygon.length > 0);
  return {
    step: STEP,
    source: "Natural Earth 1:10m (public domain), through the npm package world-atlas",
    land,
    solid: solid.map((line) => encode(line)),
    dashed: dashed.map((line) => encode(line)),
  };
}

/** Reads world-atlas and the rules beside this file. */
export function makeBasemap() {
  const path = createRequire(import.meta.url).resolve("world-atlas/countries-10m.json");
  const rules = JSON.parse(readFileSync(new URL("./disputed.json", import.meta.url), "utf8"));
  return basemap(JSON.parse(readFileSync(path, "utf8")), rules);
}
