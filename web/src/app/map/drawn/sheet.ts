// The sheet that a map is drawn on: from degrees to its units, and shapes of SVG.
import type { Position as Degrees } from "geojson";

const SVG = "http://www.w3.org/2000/svg";

/** Units across at which lines have the widths written in the code. */
const FULL = 1200;

export interface Sheet {
  width: number;
  height: number;
  /** What widths of lines and sizes of discs are multiplied with: small maps have finer ones, though not in proportion. */
  weight: number;
  at: (position: Degrees) => [number, number];
  path: (positions: Degrees[], close?: boolean) => string;
}

/** A sheet of a view: Mercator, so that angles are as on the screen. */
export function sheetOf([west, south, east, north]: [number, number, number, number], width = FULL): Sheet {
  const up = (latitude: number) => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
  const scale = width / (((east - west) * Math.PI) / 180);
  const height = Math.round(scale * (up(north) - up(south)));
  const at = ([x = 0, y = 0]: Degrees): [number, number] => [(x - west) * (Math.PI / 180) * scale, (up(north) - up(y)) * scale];
  const path = (positions: Degrees[], close = false) => `M${positions.map((p) => at(p).map((v) => v.toFixed(1)).join(" ")).join("L")}${close ? "Z" : ""}`;
  return { width, height, weight: Math.sqrt(width / FULL), at, path };
}

type Attributes = Record<string, string | number>;

export function shape(tag: string, attributes: Attributes, ...inside: (string | Element)[]): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...inside);
  return made;
}

/** A text that stays readable over what lies below it. */
export function words(text: string, size: number, attributes: Attributes): SVGElement {
  return shape("text", { fill: "var(--ink)", stroke: "var(--land)", "stroke-width": 3, "paint-order": "stroke", "font-size": size, "font-family": "system-ui, sans-serif", ...attributes }, text);
}
