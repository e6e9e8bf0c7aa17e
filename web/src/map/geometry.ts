// Lines from whole steps of degrees (made by src/reopen/report/basemap.py) to GeoJSON.
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { Payload } from "../payload.ts";
import type { Moment } from "./moment.ts";

/** Positions from whole steps: the first position, then differences, x and y in turn. */
export function decode(steps: number[], step: number): Position[] {
  let [x, y] = [0, 0];
  const out: Position[] = [];
  for (let i = 0; i + 1 < steps.length; i += 2) {
    x += steps[i] ?? 0;
    y += steps[i + 1] ?? 0;
    out.push([x * step, y * step]);
  }
  return out;
}

/** West, south, east and north of positions. */
export function boxOf(positions: Position[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of positions) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

function feature(geometry: Geometry, properties: Record<string, unknown> = {}): Feature {
  return { type: "Feature", geometry, properties };
}

function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

export function land(data: Payload): FeatureCollection {
  const { step } = data.base;
  const rings = (polygon: number[][]) =>
    polygon.map((ring) => decode(ring, step)).map((ring) => [...ring, ...ring.slice(0, 1)]);
  return collection(data.base.land.map((polygon) => feature({ type: "Polygon", coordinates: rings(polygon) })));
}

/** Boundary lines: solid ones, and dashed ones with the region's own. */
export function borders(data: Payload): FeatureCollection {
  const lines = (all: number[][], step: number, dashed: boolean) =>
    all.map((line) => feature({ type: "LineString", coordinates: decode(line, step) }, { dashed }));
  return collection([
    ...lines(data.base.solid, data.base.step, false),
    ...lines(data.base.dashed, data.base.step, true),
    ...lines(data.boundaries.map((b) => b.line), data.step, true),
  ]);
}

/** Links by mode and state, that of the moment where the programme has changed it. */
export function links(data: Payload, moment: Moment | null = null): FeatureCollection {
  const most = Math.max(1, ...data.links.map(({ flow }) => flow ?? 0));
  return collection(
    data.links.map(({ id, mode, state, line, flow = 0 }) =>
      feature({ type: "LineString", coordinates: decode(line, data.step) }, { id, mode, state: moment?.states.get(id) ?? state, flow: Math.sqrt(flow / most) }),
    ),
  );
}

export function gates(data: Payload, moment: Moment | null = null): FeatureCollection {
  return collection(
    data.crossings
      .map(({ id, state, at }) => ({ id, state: moment?.states.get(id) ?? state, at }))
      .filter(({ state }) => state !== "none")
      .map(({ id, state, at }) => feature({ type: "Point", coordinates: at }, { id, state })),
  );
}

/** Radius of a settlement in pixels: its area beyond that of an empty one grows with the people home. */
export function radiusOf(home: number, most: number): number {
  return 4 + 10 * Math.sqrt(home / most);
}

/** Settlements of the programme at a moment, the largest below; none without one. */
export function settlements(data: Payload, moment: Moment | null): FeatureCollection {
  const most = Math.max(1, ...(data.rebuild?.places ?? []).map(({ home }) => home.at(-1)?.[1] ?? 0));
  return collection(
    [...(moment?.places ?? [])]
      .sort((a, b) => b.home - a.home)
      .map(({ place, stage, home }) =>
        feature({ type: "Point", coordinates: place.at }, { id: place.id, stage, radius: radiusOf(home, most) }),
      ),
  );
}

/** How soon a place is shown when zooming in: 1 at once, 4 last; 9 never labelled. */
export function tier(kind: string, population: number | null): number {
  if (kind === "capital") return 1;
  if (kind === "junction" || kind === "crossing") return 9;
  const people = population ?? 0;
  return people >= 250_000 ? 1 : people >= 80_000 ? 2 : kind === "city" || people >= 25_000 ? 3 : 4;
}

/** Places with one property a language (`n_az`) and their rank in the data's order. */
export function places(data: Payload): FeatureCollection {
  return collection(
    data.places.map(({ id, names, kind, population, at }, rank) =>
      feature(
        { type: "Point", coordinates: at },
        { id, kind, rank, tier: tier(kind, population), ...Object.fromEntries(names.map(([l, n]) => [`n_${l}`, n])) },
      ),
    ),
  );
}
