// The chart of what each country gains or loses by each opening.
import { axisX, dot, gridX, gridY, link, plot, pointer, ruleX, ruleY, text, tip, type PlotOptions } from "@observablehq/plot";
import type { Chooser } from "./choice.ts";
import { el, find } from "./dom.ts";
import { amount, cut, span } from "./format.ts";
import type { Index, Opening, Payload, Range } from "./payload.ts";

/** One dot of the chart. */
export interface Mark {
  opening: string;
  title: string;
  group: string;
  p10: number;
  p50: number;
  p90: number;
  side: "gain" | "loss" | "nil";
}

/** Effects nearer to zero than this count as none. */
export const NEGLIGIBLE = 0.05;

const REGION = "Region";

/** Openings to show, the largest regional benefit first. */
export function chosenOpenings(data: Payload, which: string): Opening[] {
  const moves = (range: Range | undefined) => (range ?? []).some((v) => Math.abs(v ?? 0) >= NEGLIGIBLE);
  return data.openings
    .filter((o) => {
      if (which === "decision") return o.decision;
      if (which === "all") return true;
      return moves(o.benefit) || Object.values(o.by_country).some((by) => moves(by.benefit));
    })
    .sort((a, b) => (b.benefit[1] ?? 0) - (a.benefit[1] ?? 0) || a.id.localeCompare(b.id));
}

/** What is defined for the region as a whole. */
function totals(opening: Opening): Record<string, Range | null> {
  return { benefit: opening.benefit, new_trade: opening.new_trade, npv_usd_m: opening.npv };
}

/** The chart's dots: every opening by country, with the region's total where it is defined. */
export function marks(data: Payload, openings: Opening[], measure: string): Mark[] {
  const codes = data.countries.filter(({ kind }) => kind === "country").map(({ id }) => id);
  return openings.flatMap((opening) => {
    const total = totals(opening)[measure];
    const groups: [string, Range | null | undefined][] = [
      [REGION, total],
      ...codes.map((code): [string, Range | undefined] => [code, opening.by_country[code]?.[measure]]),
    ];
    return groups.flatMap(([group, range]) => {
      if (!range) return [];
      const [p10, p50, p90] = range.map((v) => v ?? 0) as [number, number, number];
      const side = p50 >= NEGLIGIBLE ? "gain" : p50 <= -NEGLIGIBLE ? "loss" : "nil";
      return [{ opening: opening.id, title: opening.title, group, p10, p50, p90, side } as const];
    });
  });
}

/** Round values to mark on an axis: 0 and powers of ten on both sides where the scale is compressed. */
export function ticksOf(low: number, high: number, compressed: boolean): number[] | undefined {
  if (!compressed) return undefined;
  const powers = [1000, 100, 10];
  return [...powers.map((v) => -v), 0, ...powers.toReversed()].filter((v) => v >= low && v <= high);
}

export const COLOUR = { gain: "var(--gain)", loss: "var(--loss)", nil: "var(--muted)" };

export function initChart(index: Index, chooser: Chooser): void {
  const box = find("[data-chart]");
  const measure = find<HTMLSelectElement>("[data-measure]");
  const which = find<HTMLSelectElement>("[data-which]");
  const country = find<HTMLSelectElement>("[data-country]");
  const scale = find<HTMLSelectElement>("[data-scale]");
  if (!box || !measure || !which || !country || !scale) return;
  const { data } = index;
  measure.append(...data.measures.map(([id, label]) => el("option", { value: id }, label)));
  const codes = data.countries.filter(({ kind }) => kind === "country");
  country.append(el("option", { value: REGION }, REGION), ...codes.map(({ id, name }) => el("option", { value: id }, `${id} ${name}`)));
  let width = 0;
  const draw = () => {
    const narrow = box.clientWidth < 760;
    const label = find("[data-country-label]");
    if (label) label.hidden = !narrow;
    const openings = chosenOpenings(data, which.value);
    const dots = marks(data, openings, measure.value);
    const unit = data.measures.find(([id]) => id === measure.value)?.[2] ?? "";
    const compressed = scale.value === "compressed";
    const options = { dots, openings, unit, compressed, width: box.clientWidth, chosen: chooser.now.opening };
    const shown = narrow ? single({ ...options, group: groupOf(dots, country.value) }) : facets(options);
    shown.addEventListener("click", () => {
      const mark = (shown as { value?: Mark | null }).value;
      if (mark) chooser.set({ opening: mark.opening, feature: null });
    });
    box.replaceChildren(el("figcaption", {}, caption(data, measure.value, compressed)), shown);
  };
  for (const select of [measure, which, country, scale]) select.addEventListener("change", draw);
  chooser.listen((now, before) => (now.opening !== before.opening || now === before) && draw());
  new ResizeObserver(() => {
    if (box.clientWidth === width) return;
    width = box.clientWidth;
    draw();
  }).observe(box);
}

/** The group asked for; the first one when the measure has no regional total. */
function groupOf(dots: Mark[], group: string): string {
  return dots.some((mark) => mark.group === group) ? group : (dots[0]?.group ?? group);
}

function caption(data: Payload, measure: string, compressed: boolean): string {
  const [, label, unit, ranged] = data.measures.find(([id]) => id === measure) ?? ["", "", "", true];
  const drawn = ranged ? "dot = P50, bar = P10 to P90" : "at central values";
  const steps = compressed ? "; beyond ±1 each step of the scale is ten times the one before" : "";
  return `${label} by opening, each alone, ${unit}: ${drawn}${steps}. As of ${data.as_of}.`;
}

interface Drawing {
  dots: Mark[];
  openings: Opening[];
  unit: string;
  compressed: boolean;
  width: number;
  chosen: string | null;
}

/** The scale of values, the same for all countries. */
function scaleOf({ dots, compressed }: Drawing): NonNullable<PlotOptions["x"]> {
  const low = Math.min(0, ...dots.map((d) => d.p10));
  const high = Math.max(0, ...dots.map((d) => d.p90));
  const common = { label: null, axis: null, domain: [low, high] };
  const ticks = ticksOf(low, high, compressed);
  return ticks ? { ...common, type: "symlog", constant: 1, ticks } : { ...common, ticks: 3, nice: true };
}

function axis(drawing: Drawing, anchor: "top" | "bottom"): ReturnType<typeof axisX> {
  const ticks = (scaleOf(drawing) as { ticks: number | number[] }).ticks;
  return axisX({ anchor, ticks, tickSize: 0, tickFormat: (v: number) => amount(v), fontSize: 10.5, label: null } as object);
}

const said = (unit: string) => (d: Mark) =>
  `${d.title}\n${d.group}: ${amount(d.p50, true)} ${unit}${d.p10 === d.p90 ? "" : `\n${span(d.p10, d.p90, true)}`}`;

function common({ dots, unit, chosen }: Drawing, fx: { fx?: "group" }): NonNullable<PlotOptions["marks"]> {
  const card = { fill: "var(--card)", stroke: "var(--rule)", fontSize: 12, lineWidth: 26 };
  return [
    ruleY(dots.filter((d) => d.opening === chosen), { y: "opening", ...fx, stroke: "var(--lit)", strokeWidth: 15, strokeOpacity: 0.4 }),
    gridX({ stroke: "var(--rule)", strokeOpacity: 1 }),
    gridY({ stroke: "var(--rule)", strokeOpacity: 1 }),
    ruleX([0], { stroke: "var(--ink)", strokeOpacity: 0.7 }),
    link(dots, { x1: "p10", x2: "p90", y: "opening", ...fx, stroke: (d: Mark) => COLOUR[d.side], strokeWidth: 4, strokeOpacity: 0.42 }),
    dot(dots, { x: "p50", y: "opening", ...fx, fill: (d: Mark) => COLOUR[d.side], r: (d: Mark) => (d.side === "nil" ? 1.6 : 3.4) }),
    tip(dots, pointer({ x: "p50", y: "opening", ...fx, title: said(unit), ...card })),
  ];
}

export const STYLE = { fontFamily: "inherit", fontSize: "12px", color: "var(--ink)", background: "none", overflow: "visible" };

/** All countries side by side, one row an opening, one scale for all. */
function facets(drawing: Drawing): Element {
  const groups = [...new Set(drawing.dots.map((d) => d.group))];
  const titles = new Map(drawing.openings.map((o) => [o.id, cut(o.title, 44)]));
  return plot({
    width: drawing.width,
    height: 64 + 20 * drawing.openings.length,
    marginLeft: 268,
    marginRight: 8,
    marginTop: 34,
    style: STYLE,
    fx: { domain: groups, label: null, padding: 0.14, axis: null },
    x: scaleOf(drawing),
    y: { domain: drawing.openings.map((o) => o.id), label: null, tickSize: 0, tickFormat: (id: string) => titles.get(id) ?? id },
    marks: [
      axis(drawing, "bottom"),
      ...common(drawing, { fx: "group" }),
      text(groups, { fx: (g: string) => g, x: 0, text: (g: string) => g, frameAnchor: "top", dy: -18, fontWeight: 600, fontSize: 13 }),
    ],
  });
}

/** One country, with each opening's title above its bar: for narrow screens. */
function single(drawing: Drawing & { group: string }): Element {
  const dots = drawing.dots.filter((d) => d.group === drawing.group);
  const titles = new Map(drawing.openings.map((o) => [o.id, cut(o.title, 52)]));
  return plot({
    width: drawing.width,
    height: 46 + 38 * drawing.openings.length,
    marginLeft: 6,
    marginRight: 14,
    marginTop: 28,
    style: STYLE,
    x: scaleOf({ ...drawing, dots }),
    y: { domain: drawing.openings.map((o) => o.id), axis: null },
    marks: [
      axis({ ...drawing, dots }, "top"),
      ...common({ ...drawing, dots }, {}),
      text(drawing.openings.map((o) => o.id), {
        y: (id: string) => id,
        text: (id: string) => titles.get(id) ?? id,
        frameAnchor: "left",
        textAnchor: "start",
        dy: -14,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 3,
      }),
    ],
  });
}
