// Packages: every combination that nothing beats for all countries; a click on a point shows it on the map.
import { axisX, axisY, dot, gridX, gridY, plot, pointer, ruleX, ruleY, text, tip } from "@observablehq/plot";
import { STYLE } from "../chart.ts";
import { el, name } from "../dom.ts";
import { amount } from "../format.ts";
import { between } from "./between.ts";
import { get, isAbort, queryOf, send, wordsOf } from "./api.ts";
import { pictured } from "./bars.ts";
import type { Job, Package, Packages } from "./contract.ts";
import { countryName } from "./countries.ts";
import { openOf, towards } from "./edits.ts";
import { jobLine } from "./jobs.ts";
import { t, type Key } from "./messages.ts";
import { titled, type Page } from "./page.ts";
import { whenDone } from "./whendone.ts";

let asked = { query: "", found: null as Packages | null, job: null as Job | null, own: false, error: "" };
let current: AbortController | null = null;

export function packagesPanel(page: Page, redraw: () => void, box: HTMLElement): Node[] {
  const { settings, asOf } = page.store.now;
  const query = queryOf({ edits: [], settings, asOf });
  if (asked.query !== query) void ask(page, query, redraw);
  const head = [el("h2", {}, t("tab.packages")), el("p", { class: "fine" }, t("packages.what"))];
  if (asked.error) return [...head, el("p", { class: "flag" }, asked.error), again(page, query, redraw)];
  if (!asked.found) return [...head, asked.job ? jobLine(asked.job) : el("p", { class: "fine" }, t("waiting"))];
  return [...head, front(page, asked.found, box.clientWidth - 36), ...named(page, asked.found), list(page, asked.found)];
}

async function ask(page: Page, query: string, redraw: () => void): Promise<void> {
  const mine = { query, found: null as Packages | null, job: null as Job | null, own: false, error: "" };
  drop(asked);
  asked = mine;
  current?.abort();
  const { signal } = (current = new AbortController());
  const progress = (job: Job) => {
    mine.job = job;
    if (page.store.now.tab === "packages") redraw();
  };
  try {
    const { jobs } = await get<{ jobs: Job[] }>("/api/jobs", signal);
    const begun = (job: Job) => {
      mine.own ||= !jobs.some(({ id }) => id === job.id);
      progress(job);
    };
    mine.found = await whenDone<Packages>(page, `/api/packages?${query}`, begun, signal);
  } catch (error) {
    if (isAbort(error)) return;
    mine.error = wordsOf(error).join(" ");
  }
  if (page.store.now.tab === "packages" && asked === mine) redraw();
}

/** Cancels a solve that this page began and waits for no more; that of another page goes on. */
function drop({ job, own }: typeof asked): void {
  if (own && (job?.state === "waiting" || job?.state === "running")) send("DELETE", `/api/jobs/${encodeURIComponent(job.id)}`).catch(() => undefined);
}

function again(page: Page, query: string, redraw: () => void): HTMLElement {
  const button = el("button", { type: "button", class: "plain" }, t("again"));
  button.addEventListener("click", () => void ask(page, query, redraw).then(redraw));
  return button;
}

/** A package as a point: the region's net gain, and that of the country that gains least. */
export interface Point {
  one: Package;
  total: number;
  least: number;
  on: boolean;
  mark: string;
}

export function pointsOf(found: Packages, open: readonly string[]): Point[] {
  const marks = marksOf(found);
  const now = [...open].sort().join();
  const front = new Set(found.front.map(({ code }) => code));
  const all = [...found.front, ...found.valued.filter(({ code }) => !front.has(code))];
  return all.map((one) => ({
    one,
    total: one.total,
    least: Math.min(...Object.values(one.by_country)),
    on: [...one.open].sort().join() === now,
    mark: marks.get(one.code) ?? "",
  }));
}

/** Letters of the packages that have a name: N for the bargain, S for the smallest in which nobody loses. */
function marksOf({ nash, smallest }: Packages): Map<number, string> {
  const marks = new Map<number, string>();
  for (const [letter, code] of [["S", smallest.central], ["N", nash]] as const) {
    if (code !== null) marks.set(code, (marks.get(code) ?? "") + letter);
  }
  return marks;
}

function show(page: Page, one: Package): void {
  const { edits } = page.store.now;
  const wanted = towards(edits, one.open);
  // The package that is open already is no new question.
  if (wanted.length > edits.length) page.store.ask({ edits: wanted }, { lit: [] });
}

function front(page: Page, found: Packages, width: number): HTMLElement {
  const points = pointsOf(found, openOf(page.store.now.edits));
  const best = new Set(found.front.map(({ code }) => code));
  const [rest, edge] = [points.filter(({ one }) => !best.has(one.code)), points.filter(({ one }) => best.has(one.code))];
  const title = ({ one, total, least }: Point) => `${t("packages.size", { n: one.open.length })}\n${t("packages.total")}: ${amount(total, true)}\n${t("packages.least")}: ${amount(least, true)}`;
  const at = { x: "total", y: "least" } as const;
  const card = { fill: "var(--card)", stroke: "var(--rule)", fontSize: 12 };
  const drawn = plot({
    width: Math.max(width, 240),
    height: 270,
    marginLeft: 46,
    marginBottom: 34,
    style: STYLE,
    x: { label: null, nice: true, axis: null },
    y: { label: null, nice: true, axis: null },
    marks: [
      gridX({ ticks: 5, stroke: "var(--rule)" }),
      gridY({ ticks: 5, stroke: "var(--rule)" }),
      axisX({ ticks: 5, tickSize: 0, label: null, tickFormat: (value: number) => amount(value) }),
      axisY({ ticks: 5, tickSize: 0, label: null, tickFormat: (value: number) => amount(value) }),
      ruleX([0], { stroke: "var(--ink)", strokeOpacity: 0.5 }),
      ruleY([0], { stroke: "var(--ink)", strokeOpacity: 0.5 }),
      dot(rest, { ...at, r: 2.5, stroke: "var(--muted)", strokeOpacity: 0.6 }),
      dot(edge, { ...at, r: 4, fill: "var(--accent)", fillOpacity: 0.75 }),
      dot(points.filter(({ on }) => on), { ...at, r: 8, stroke: "var(--ink)", strokeWidth: 2, fill: "var(--lit)", fillOpacity: 0.6 }),
      text(points.filter(({ mark }) => mark), { ...at, text: "mark", dy: -12, fontWeight: 700, stroke: "var(--card)", strokeWidth: 3, fill: "var(--ink)" } as object),
      tip(points, pointer({ ...at, title, ...card } as object)),
    ],
  });
  pictured(drawn, t("packages.chart", { n: found.front.length }));
  drawn.addEventListener("click", () => {
    const point = (drawn as { value?: Point | null }).value;
    if (point) show(page, point.one);
  });
  return el("figure", { class: "bars front", "data-front": true }, el("figcaption", { class: "fine" }, t("packages.axes")), drawn);
}

/** The packages that have a name, each with a button. */
function named(page: Page, found: Packages): Node[] {
  const by = new Map([...found.valued, ...found.front].map((one) => [one.code, one]));
  const asked: [Key, number | null][] = [
    ["packages.nash", found.nash],
    ["packages.smallest", found.smallest.central],
    ["packages.smallest50", found.smallest.p50],
    ["packages.smallest10", found.smallest.p10],
  ];
  const rows = asked.map(([key, code]) => {
    const one = code === null ? undefined : by.get(code);
    return el("li", {}, el("p", {}, t(key)), one ? button(page, one) : el("p", { class: "fine" }, t("packages.none")));
  });
  return [el("ul", { class: "cards" }, ...rows)];
}

function button(page: Page, one: Package): HTMLElement {
  const pick = el("button", { type: "button", class: "pick", "data-package": one.code }, t("packages.show", { n: one.open.length, total: amount(one.total, true) }));
  pick.addEventListener("click", () => show(page, one));
  return pick;
}

/** The front as a table: what the chart says, for the keyboard and for screen readers. */
function list(page: Page, found: Packages): HTMLElement {
  const heads = [t("packages.open"), ...found.countries].map((text, i) => el("th", { scope: "col", class: i ? "num" : undefined }, i ? el("abbr", { title: countryName(page, text) }, text) : text));
  // The titles stand below the numbers, so that no column is pushed out of sight by them.
  const line = (one: Package) => [
    el(
      "tr",
      {},
      el("th", { scope: "row" }, button(page, one)),
      ...found.countries.map((id) => {
        const spread = one.gains?.[id];
        return el("td", { class: "num" }, amount(one.by_country[id], true), spread && el("small", {}, between(spread[0], spread[2])));
      }),
    ),
    el("tr", { class: "of" }, el("td", { colspan: heads.length }, el("small", { lang: "en" }, ...one.open.flatMap((id, i) => [i ? "; " : "", name(titled(page, id))])))),
  ];
  const table = el("table", { class: "fronts" }, el("caption", {}, t("packages.front", { n: found.front.length })), el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...found.front.slice(0, 40).flatMap(line)));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("packages.front", { n: found.front.length }) }, table);
}
