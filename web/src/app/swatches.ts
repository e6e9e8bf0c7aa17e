// Samples of what maps are drawn with, for legends.
import type { Page } from "./page.ts";

const SVG = "http://www.w3.org/2000/svg";

type Part = [tag: string, attributes: Record<string, string | number>];

function svg(...shapes: Part[]): SVGElement {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 34 12");
  made.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    made.append(shape);
  }
  return made;
}

type Line = [colour: string, width: number, dash: string, opacity: number, d?: string];

function sample(...lines: Line[]): SVGElement {
  return svg(...lines.map(([stroke, width, dash, opacity, d = "M1 6H33"]): [string, Record<string, string | number>] => ["path", { d, fill: "none", stroke, "stroke-width": width, "stroke-dasharray": dash || "none", "stroke-opacity": opacity }]));
}

/** A band that grows in its first half and shrinks in its second. */
export const flowBands = () => sample(["var(--muted)", 9, "", 0.35], ["var(--gain)", 4, "", 1, "M1 6H16"], ["var(--loss)", 4, "3 3", 1, "M18 6H33"]);

export const openedLine = () => sample(["var(--accent)", 4, "", 1]);

export const comparedLine = () => sample(["var(--ink)", 3.4, "4.8 3.1", 1]);

/** Links of what is in focus: a glow below them. */
export const litLine = () => sample(["var(--lit)", 10, "", 1], ["var(--muted)", 3, "", 1]);

/** A mode as the map draws it, in the colour of what is open. */
export function modeLine(page: Page, id: string): SVGElement {
  const { kind, width } = page.region.styles.modes.find((one) => one.id === id) ?? { kind: "line", width: 1 };
  const bed: Line = ["var(--st-open)", 2 * width, kind === "dots" ? "1 4" : "", 1];
  return kind === "ladder" ? sample(bed, ["var(--land)", width, "4 4", 1]) : sample(bed);
}

/** A crossing that is open, and one that is shut. */
export function gates(): SVGElement {
  return svg(
    ["circle", { cx: 9, cy: 6, r: 4, fill: "var(--card)", stroke: "var(--st-open)", "stroke-width": 1.8 }],
    ["circle", { cx: 25, cy: 6, r: 5, fill: "var(--st-closed)" }],
    ["path", { d: "M23 4l4 4m0-4l-4 4", stroke: "var(--card)", "stroke-width": 1.3 }],
  );
}

/** The mark of an opening: a full disc with a tick is on, a ring in a ring is off. */
export function markParts(on: boolean, cx: number, cy: number, r: number): Part[] {
  if (!on) {
    const ring = { cx, cy, r: 0.9 * r, fill: "var(--card)", stroke: "var(--ink)", "stroke-width": 0.18 * r };
    return [["circle", ring], ["circle", { cx, cy, r: 0.35 * r, fill: "none", stroke: "var(--muted)", "stroke-width": 0.13 * r }]];
  }
  const tick = `M${cx - 0.45 * r} ${cy}l${0.32 * r} ${0.32 * r}l${0.6 * r} ${-0.6 * r}`;
  return [["circle", { cx, cy, r, fill: "var(--accent)", stroke: "var(--card)", "stroke-width": 0.12 * r }], ["path", { d: tick, fill: "none", stroke: "var(--card)", "stroke-width": 0.22 * r }]];
}

export const mark = (on: boolean) => svg(...markParts(on, 17, 6, 6));

export function stateLine(page: Page, id: string): SVGElement {
  const { dash, width } = page.region.styles.states.find((one) => one.id === id) ?? { dash: [], width: 1 };
  return sample([`var(--st-${id})`, 2 * width, dash.map((d) => d * 2 * width).join(" "), 1]);
}

export function discs(): SVGElement {
  return svg(
    ["circle", { cx: 9, cy: 6, r: 5, fill: "var(--gain)", "fill-opacity": 0.55 }],
    ["circle", { cx: 25, cy: 6, r: 4, fill: "none", stroke: "var(--loss)", "stroke-width": 2 }],
  );
}
