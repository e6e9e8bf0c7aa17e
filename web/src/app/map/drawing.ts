// The map as SVG: what WebGL cannot give, that is a file to share, and a map where there is no WebGL.
import type { Position as Degrees } from "geojson";
import { decode, tier } from "../../map/geometry.ts";
import { nameIn } from "../../names.ts";
import { openOf } from "../edits.ts";
import { t } from "../messages.ts";
import type { Page } from "../page.ts";
import { wrapped } from "../pictures.ts";
import { caveatsOf } from "../caveats.ts";
import { dateOnMap, momentShown, sizesOf, widthsOf } from "./shown.ts";

const WIDTH = 1200;

/** Characters of a line of the caption. */
const LONGEST = 140;

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number>;

function shape(tag: string, attributes: Attributes, text = ""): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/** From degrees to the drawing: Mercator, so that angles are as on the screen. */
export function projection([west, south, east, north]: [number, number, number, number]): { at: (p: Degrees) => [number, number]; height: number } {
  const up = (latitude: number) => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
  const scale = WIDTH / (((east - west) * Math.PI) / 180);
  const height = Math.round(scale * (up(north) - up(south)));
  return { height, at: ([x = 0, y = 0]) => [(x - west) * (Math.PI / 180) * scale, (up(north) - up(y)) * scale] };
}

/** The map of the present state in the report's view. Colours come from the page, written out where it is to be a file. */
export function drawing(page: Page, colour: (name: string) => string = (name) => `var(--${name})`): SVGSVGElement {
  const { region } = page;
  const { at, height } = projection(region.view);
  const path = (positions: Degrees[], close = false) => `M${positions.map((p) => at(p).map((v) => v.toFixed(1)).join(" ")).join("L")}${close ? "Z" : ""}`;
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, xmlns: SVG, class: "drawn", role: "img", "aria-label": region.title }) as SVGSVGElement;
  const { step } = region.base;
  svg.append(shape("rect", { width: WIDTH, height, fill: colour("water") }));
  const land = region.base.land.map((polygon) => polygon.map((ring) => path(decode(ring, step), true)).join("")).join("");
  svg.append(shape("path", { d: land, fill: colour("land"), "fill-rule": "evenodd" }));
  const border = { fill: "none", stroke: colour("line"), "stroke-width": 0.9 };
  svg.append(shape("path", { ...border, d: region.base.solid.map((line) => path(decode(line, step))).join("") }));
  const dashed = [...region.base.dashed.map((line) => decode(line, step)), ...region.boundaries.map(({ line }) => decode(line, region.step))];
  svg.append(shape("path", { ...border, d: dashed.map((line) => path(line)).join(""), "stroke-dasharray": "4 2.5" }));
  svg.append(...flows(page, colour, path), ...links(page, colour, path), ...worth(page, colour, at), ...names(page, colour, at), ...caption(page, colour, height));
  return svg;
}

/** What the picture is of, so that it can stand without the page: what has to be known beside its numbers stands above. */
function caption(page: Page, colour: Colour, height: number): SVGElement[] {
  const { region, store, session } = page;
  const words = `${region.title} · ${t("result.open", { n: openOf(store.now.edits).length, date: store.now.asOf ?? session.as_of })} · Reopen ${session.version}`;
  const { answer } = page.answers.now;
  const lines = [...(answer ? caveatsOf(page, answer).map(([, line]) => line) : []), words].flatMap((line) => wrapped(line, LONGEST));
  const text = { x: 14, fill: colour("ink"), stroke: colour("land"), "stroke-width": 4, "paint-order": "stroke", "font-size": 15, "font-family": "system-ui, sans-serif" };
  return lines.map((line, i) => shape("text", { ...text, y: height - 14 - 20 * (lines.length - 1 - i) }, line));
}

type Path = (positions: Degrees[]) => string;
type Colour = (name: string) => string;

function flows({ answers, index }: Page, colour: Colour, path: Path): SVGElement[] {
  const line = (id: string) => path(decode(index.links.get(id)?.line ?? [], index.data.step));
  return [...widthsOf(answers.now.answer?.flows ?? [])].flatMap(([id, { flow, grow, shrink }]) => {
    const common = { d: line(id), fill: "none", "stroke-linecap": "round" };
    const drawn = [shape("path", { ...common, stroke: colour("muted"), "stroke-width": 15 * flow, "stroke-opacity": 0.3 })];
    if (grow) drawn.push(shape("path", { ...common, stroke: colour("gain"), "stroke-width": 15 * grow, "stroke-opacity": 0.62 }));
    if (shrink) drawn.push(shape("path", { ...common, stroke: colour("loss"), "stroke-width": 15 * shrink, "stroke-dasharray": "4 4", "stroke-linecap": "butt" }));
    return drawn;
  });
}

function links(page: Page, colour: Colour, path: Path): SVGElement[] {
  const { states, modes } = page.region.styles;
  const moment = momentShown(page);
  const open = new Set(openOf(page.store.now.edits).flatMap((id) => page.index.openings.get(id)?.links ?? []));
  return page.region.links.flatMap(({ id, mode, state, line }) => {
    const style = states.find((one) => one.id === (moment?.states.get(id) ?? state));
    const kind = modes.find((one) => one.id === mode);
    const d = path(decode(line, page.region.step));
    const common = { d, fill: "none", "data-link": id };
    if (open.has(id)) return [shape("path", { ...common, stroke: colour("paper"), "stroke-width": 7.5 }), shape("path", { ...common, stroke: colour("accent"), "stroke-width": 4 })];
    if (!style || !kind) return [];
    const width = kind.width * style.width;
    const drawn = shape("path", { ...common, stroke: colour(`st-${style.id}`), "stroke-width": width, "stroke-dasharray": kind.kind === "dots" ? "1 3" : style.dash.map((dash) => dash * width).join(" ") || "none" });
    return kind.kind === "ladder" ? [drawn, shape("path", { d, fill: "none", stroke: colour("land"), "stroke-width": 0.5 * width, "stroke-dasharray": "4 4" })] : [drawn];
  });
}

function worth({ answers, index }: Page, colour: Colour, at: (p: Degrees) => [number, number]): SVGElement[] {
  return [...sizesOf(answers.now.answer?.places ?? [])].flatMap(([id, { gain, loss }]) => {
    const place = index.places.get(id);
    if (!place) return [];
    const [cx, cy] = at(place.at);
    if (gain) return [shape("circle", { cx, cy, r: 20 * gain, fill: colour("gain"), "fill-opacity": 0.5 })];
    return [shape("circle", { cx, cy, r: 20 * loss, fill: "none", stroke: colour("loss"), "stroke-width": 3 })];
  });
}

function names({ region, store }: Page, colour: Colour, at: (p: Degrees) => [number, number]): SVGElement[] {
  const big = region.places.filter(({ kind, population }) => tier(kind, population) <= 1);
  return big.flatMap((place) => {
    const [x, y] = at(place.at);
    const text = { x: x + 6, y: y + 4, fill: colour("ink"), stroke: colour("land"), "stroke-width": 3, "paint-order": "stroke", "font-size": 13, "font-family": "system-ui, sans-serif" };
    return [shape("circle", { cx: x, cy: y, r: 2.6, fill: colour("ink") }), shape("text", text, nameIn(place.names, store.now.names))];
  });
}

/** Keeps a drawing in a box in step with the page. */
export function followDrawing(page: Page, box: HTMLElement): void {
  let shown: SVGSVGElement | null = null;
  let date = "";
  const draw = () => {
    const next = drawing(page);
    if (shown) shown.replaceWith(next);
    else box.append(next);
    shown = next;
  };
  page.answers.listen(draw);
  page.store.listen((now, before) => {
    const dated = dateOnMap(page);
    if (now.edits !== before.edits || dated !== date || now.names !== before.names) draw();
    date = dated;
  });
}
