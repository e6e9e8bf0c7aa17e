// What a scenario changes, drawn: flows as bands, links by state and those that it opens, places that gain or lose.
import { decode } from "../../../map/geometry.ts";
import type { Moment } from "../../../map/moment.ts";
import type { Link } from "../../../payload.ts";
import type { Answer } from "../../contract.ts";
import type { Page } from "../../page.ts";
import { sizesOf, widthsOf, type Scales } from "../shown.ts";
import { shape, type Sheet } from "./sheet.ts";

/** What a drawing shows. */
export interface Shown {
  answer: Answer | null;
  /** Openings that are on. */
  open: readonly string[];
  /** Links that only the scenario compared with opens. */
  compared: readonly string[];
  /** States of another date; null for today's. */
  moment: Moment | null;
  scales: Scales;
  /** What the legend has switched off. */
  hidden: ReadonlySet<string>;
}

/** A link's state at the moment drawn. */
export const stateOf = ({ moment }: Shown, { id, state }: { id: string; state: string }): string => moment?.states.get(id) ?? state;

const opened = (page: Page, { open }: Shown): Set<string> => new Set(open.flatMap((id) => page.index.openings.get(id)?.links ?? []));

const isHidden = (shown: Shown, link: Link): boolean => shown.hidden.has(stateOf(shown, link)) || shown.hidden.has(`mode:${link.mode}`);

/** States of the links that are drawn as they are, in the order of the legend. */
export function statesDrawn(page: Page, shown: Shown): string[] {
  const open = opened(page, shown);
  const drawn = new Set(page.region.links.filter((link) => !open.has(link.id) && !isHidden(shown, link)).map((link) => stateOf(shown, link)));
  return page.region.styles.states.map(({ id }) => id).filter((id) => drawn.has(id));
}

export function flows({ index }: Page, { answer, scales, hidden }: Shown, { path, weight }: Sheet): SVGElement[] {
  if (hidden.has("flows")) return [];
  const wide = 15 * weight;
  return [...widthsOf(answer?.flows ?? [], scales.flow)].flatMap(([id, { flow, grow, shrink }]) => {
    const common = { d: path(decode(index.links.get(id)?.line ?? [], index.data.step)), fill: "none", "stroke-linecap": "round", "data-flow": id };
    const drawn = [shape("path", { ...common, stroke: "var(--muted)", "stroke-width": wide * flow, "stroke-opacity": 0.3 })];
    if (grow) drawn.push(shape("path", { ...common, stroke: "var(--gain)", "stroke-width": wide * grow, "stroke-opacity": 0.62 }));
    if (shrink) drawn.push(shape("path", { ...common, stroke: "var(--loss)", "stroke-width": wide * shrink, "stroke-dasharray": "4 4", "stroke-linecap": "butt" }));
    return drawn;
  });
}

export function links(page: Page, shown: Shown, { path, weight }: Sheet): SVGElement[] {
  const { states, modes } = page.region.styles;
  const open = opened(page, shown);
  return page.region.links.flatMap((link) => {
    const { id, mode, line } = link;
    const style = states.find((one) => one.id === stateOf(shown, link));
    const kind = modes.find((one) => one.id === mode);
    const d = path(decode(line, page.region.step));
    const common = { d, fill: "none", "data-link": id };
    if (open.has(id)) {
      // What a scenario opens has to stand out on a small map too.
      const bold = Math.sqrt(weight);
      return [
        shape("path", { ...common, stroke: "var(--paper)", "stroke-width": 7.5 * bold }),
        shape("path", { ...common, stroke: "var(--accent)", "stroke-width": 4 * bold, "data-opened": "" }),
      ];
    }
    if (!style || !kind || isHidden(shown, link)) return [];
    const width = kind.width * style.width * weight;
    const drawn = shape("path", { ...common, stroke: `var(--st-${style.id})`, "stroke-width": width, "stroke-dasharray": kind.kind === "dots" ? "1 3" : style.dash.map((dash) => dash * width).join(" ") || "none" });
    return kind.kind === "ladder" ? [drawn, shape("path", { d, fill: "none", stroke: "var(--land)", "stroke-width": 0.5 * width, "stroke-dasharray": "4 4", "pointer-events": "none" })] : [drawn];
  });
}

export function compared({ index }: Page, { compared: links }: Shown, { path, weight }: Sheet): SVGElement[] {
  const width = 3.4 * Math.sqrt(weight);
  const look = { fill: "none", stroke: "var(--ink)", "stroke-width": width, "stroke-dasharray": `${1.4 * width} ${0.9 * width}` };
  return links.map((id) => shape("path", { ...look, d: path(decode(index.links.get(id)?.line ?? [], index.data.step)), "data-compared": id }));
}

export function worth({ index }: Page, { answer, scales, hidden }: Shown, { at, weight }: Sheet): SVGElement[] {
  if (hidden.has("worth")) return [];
  return [...sizesOf(answer?.places ?? [], scales.place)].flatMap(([id, { gain, loss }]) => {
    const place = index.places.get(id);
    if (!place) return [];
    const [cx, cy] = at(place.at);
    const common = { cx, cy, r: 20 * weight * (gain || loss), "data-worth": id };
    if (gain) return [shape("circle", { ...common, fill: "var(--gain)", "fill-opacity": 0.5 })];
    return [shape("circle", { ...common, fill: "none", stroke: "var(--loss)", "stroke-width": 3 * weight })];
  });
}
