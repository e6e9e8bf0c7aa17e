// What lies below every drawing: water, land, boundaries; and the names of the largest places above it.
import { decode, tier } from "../../../map/geometry.ts";
import { nameIn } from "../../../names.ts";
import type { Place } from "../../../payload.ts";
import type { Page } from "../../page.ts";
import { shape, words, type Sheet } from "./sheet.ts";

export function ground({ region }: Page, { width, height, weight, path }: Sheet): SVGElement[] {
  const { step } = region.base;
  const land = region.base.land.map((polygon) => polygon.map((ring) => path(decode(ring, step), true)).join("")).join("");
  const border = { fill: "none", stroke: "var(--line)", "stroke-width": 0.9 * weight };
  const dashed = [...region.base.dashed.map((line) => decode(line, step)), ...region.boundaries.map(({ line }) => decode(line, region.step))];
  return [
    // Without the shape of any land nobody knows where the sea is.
    shape("rect", { width, height, fill: region.base.land.length ? "var(--water)" : "var(--land)" }),
    shape("path", { d: land, fill: "var(--land)", "fill-rule": "evenodd" }),
    shape("path", { ...border, d: region.base.solid.map((line) => path(decode(line, step))).join("") }),
    shape("path", { ...border, d: dashed.map((line) => path(line)).join(""), "stroke-dasharray": "4 2.5" }),
  ];
}

/** Names of the places that a choice keeps, in the language of names. */
export function names({ region, store }: Page, { at }: Sheet, size: number, keep: (place: Place) => boolean): SVGElement[] {
  return region.places.filter(keep).flatMap((place) => {
    const [x, y] = at(place.at);
    const text = words(nameIn(place.names, store.now.names), size, { x: x + 0.46 * size, y: y + 0.31 * size });
    return [shape("circle", { cx: x, cy: y, r: 0.2 * size, fill: "var(--ink)" }), text];
  });
}

export const isLarge = ({ kind, population }: Place) => tier(kind, population) <= 1;
