// Samples of what maps are drawn with, for legends.
import type { Page } from "./page.ts";

const SVG = "http://www.w3.org/2000/svg";

function svg(...shapes: [string, Record<string, string | number>][]): SVGElement {
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

export const gateLine = () => sample(["var(--muted)", 3, "", 1]);

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
