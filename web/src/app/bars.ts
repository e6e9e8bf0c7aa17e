// Bars by country: the central value as a bar, P10 to P90 as a whisker, P50 as a tick on it.
import { axisX, barX, gridX, link, plot, ruleX, text, tickX } from "@observablehq/plot";
import { COLOUR, NEGLIGIBLE, STYLE } from "../chart.ts";
import { amount } from "../format.ts";
import { between } from "./between.ts";
import type { Answer, Measure, Ranges } from "./contract.ts";
import { widthOf } from "./pictures.ts";

/** One bar. */
export interface Bar {
  id: string;
  label: string;
  value: number;
  range: [number, number] | null;
  /** P50. */
  middle: number | null;
  side: "gain" | "loss" | "nil";
}

/** The bars of a measure: the region's countries in the order given. */
export function barsOf(
  answer: Answer,
  ranges: Ranges | null,
  measure: Measure,
  countries: readonly [id: string, label: string][],
): Bar[] {
  return countries.map(([id, label]) => {
    const value = answer.by_country[id]?.[measure] ?? 0;
    const spread = ranges?.by_country[id]?.[measure] ?? null;
    const side = value >= NEGLIGIBLE ? "gain" : value <= -NEGLIGIBLE ? "loss" : "nil";
    return { id, label, value, range: spread ? [spread[0], spread[2]] : null, middle: spread ? spread[1] : null, side };
  });
}

/** Whether a central value lies beyond the draws' P10 or P90, by more than counts as nothing. */
export const outside = (value: number, [low, high]: readonly [number, number]): boolean => value < low - NEGLIGIBLE || value > high + NEGLIGIBLE;

/** Both ends of a scale that holds every bar of several charts, with 0. */
export function extentOf(...charts: Bar[][]): [number, number] {
  const all = charts.flat().flatMap(({ value, range }) => [value, ...(range ?? [])]);
  return [Math.min(0, ...all), Math.max(0, ...all)];
}

/** What a screen reader says of the chart. */
export function saidOf(bars: readonly Bar[], unit: string): string {
  return bars.map(({ label, value, range, middle }) => `${label}: ${amount(value, true)}${range ? ` (${between(...range, true)}; P50 ${amount(middle, true)})` : ""}`).join("; ") + `. ${unit}.`;
}

/** Pixels of a character of a number, and between it and its bar with as much beyond it. */
const CHARACTER = 7;
const BESIDE = 12;

/** Pixels that the numbers of several charts on one scale need left and right of the bars. */
export function roomOf(...charts: Bar[][]): { insetLeft: number; insetRight: number } {
  const room = (bars: Bar[]) => (bars.length ? BESIDE + CHARACTER * Math.max(...bars.map(({ value }) => amount(value, true).length)) : 0);
  const all = charts.flat();
  return { insetLeft: room(all.filter(({ value }) => value < 0)), insetRight: room(all.filter(({ value }) => value >= 0)) };
}

/** The numbers beside bars and whiskers: right of gains, left of losses. */
export function numbers(bars: readonly Bar[]): ReturnType<typeof text>[] {
  const end = ({ value, range }: Bar) => (value < 0 ? Math.min(value, range?.[0] ?? value) : Math.max(value, range?.[1] ?? value));
  const look = { y: "id", x: end, text: (bar: Bar) => amount(bar.value, true), fontWeight: 600, stroke: "var(--card)", strokeWidth: 3, fill: "var(--ink)" };
  const [gains, losses] = [bars.filter(({ value }) => value >= 0), bars.filter(({ value }) => value < 0)];
  return [text(gains, { ...look, textAnchor: "start", dx: 5 } as object), text(losses, { ...look, textAnchor: "end", dx: -5 } as object)];
}

const ROW = 30;

export function drawBars(bars: Bar[], width: number, unit: string, domain = extentOf(bars)): SVGSVGElement {
  const [low, high] = domain;
  const drawn = plot({
    width,
    height: 30 + ROW * bars.length,
    marginLeft: Math.min(150, 14 + Math.max(...bars.map(({ label }) => widthOf(label, 12)))),
    marginRight: 14,
    marginTop: 4,
    marginBottom: 26,
    style: STYLE,
    x: { domain: [low, Math.max(high, low + 1)], ...roomOf(bars), label: null, axis: null },
    y: { domain: bars.map(({ id }) => id), label: null, tickSize: 0, padding: 0.42, tickFormat: (id: string) => bars.find((bar) => bar.id === id)?.label ?? id },
    marks: [
      gridX({ ticks: 4, stroke: "var(--rule)", strokeOpacity: 1 }),
      axisX({ ticks: 4, tickSize: 0, tickFormat: (value: number) => amount(value), label: null, fontSize: 10.5, color: "var(--muted)" }),
      barX(bars, { x: "value", y: "id", fill: (bar: Bar) => COLOUR[bar.side], fillOpacity: 0.62 }),
      link(bars.filter(({ range }) => range), { x1: (bar: Bar) => bar.range?.[0] ?? 0, x2: (bar: Bar) => bar.range?.[1] ?? 0, y: "id", stroke: "var(--ink)", strokeWidth: 1.5 }),
      tickX(bars.filter(({ range }) => range), { x: "middle", y: "id", stroke: "var(--ink)", strokeWidth: 2, insetTop: 2, insetBottom: 2 }),
      ruleX([0], { stroke: "var(--ink)", strokeOpacity: 0.7 }),
      ...numbers(bars),
    ],
  });
  return pictured(drawn, saidOf(bars, unit));
}

/** A chart as one picture with one name: its parts have none of their own for screen readers. */
export function pictured(drawn: Element, label: string): SVGSVGElement {
  for (const part of drawn.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", label);
  return drawn as SVGSVGElement;
}
