// The result of the present scenario: totals, bars by country, places, what does not fit together.
import { el, name } from "../dom.ts";
import { amount } from "../format.ts";
import { between } from "./between.ts";
import { nameIn } from "../names.ts";
import { barsOf, drawBars, outside } from "./bars.ts";
import { caveatLines } from "./caveats.ts";
import { countriesOf, countryName } from "./countries.ts";
import type { Answer, Measure, Ranges } from "./contract.ts";
import { towards, openOf } from "./edits.ts";
import { known, t, type Key } from "./messages.ts";
import { titled, type Page } from "./page.ts";
import { MEASURES } from "./state.ts";

/** Places listed before "more". */
const LISTED = 8;
/** A change of less, USD m a year, reads as none. */
const IDLE = 0.05;

export const unitOf = (measure: Measure): string => t(measure === "npv" ? "unit.npv" : "unit.year");

export function resultPanel(page: Page, box: HTMLElement): (Node | null)[] {
  const { answer, ranges, waiting, failed } = page.answers.now;
  if (!answer) return [el("p", { class: "fine" }, t(failed ? "problem" : "waiting"))];
  const stale = waiting || failed ? "stale" : undefined;
  return [
    el(
      "div",
      { class: ["answer-head", stale].filter(Boolean).join(" ") },
      el("p", { class: "kicker" }, headOf(answer)),
      headline(answer, ranges),
    ),
    ...caveatLines(page, answer),
    ...(strays(page, answer, ranges) ? [el("p", { class: "fine", "data-outside": true }, t("range.outside"))] : []),
    ...warnings(page, answer),
    measureChoice(page),
    el("div", { class: stale }, bars(page, answer, ranges, box.clientWidth - 36), totals(answer, ranges), places(page, answer), ...apart(page, answer)),
    el("details", { class: "notes" }, el("summary", {}, t("notes")), el("ul", {}, ...page.session.notes.map((id) => el("li", {}, known("note", id, id))))),
  ];
}

/** What the answer is of. */
export function headOf({ open, as_of: date }: Answer): string {
  return open.length ? t("result.open", { n: open.length, date }) : t("result.baseline", { date });
}

function headline({ total }: Answer, ranges: Ranges | null): HTMLElement {
  const spread = ranges?.total.benefit;
  return el(
    "p",
    { class: "headline" },
    el("strong", { "data-total": "benefit" }, amount(total.benefit, true)),
    ` ${t("unit.year")}`,
    el("small", {}, spread ? t("range", { low: amount(spread[0], true), middle: amount(spread[1], true), high: amount(spread[2], true) }) : t("range.waiting")),
  );
}

/** Whether the central value of the total, or a bar, lies outside of its P10 to P90. */
export function strays(page: Page, answer: Answer, ranges: Ranges | null): boolean {
  const spread = ranges?.total.benefit;
  const drawn = barsOf(answer, ranges, page.store.now.measure, countriesOf(page));
  return Boolean(spread && outside(answer.total.benefit ?? 0, [spread[0], spread[2]])) || drawn.some(({ value, range }) => range && outside(value, range));
}

/** What is missing, competes or changes nothing by itself, each with a button that helps. */
function warnings(page: Page, { open, missing, rivals, total }: Answer): Node[] {
  const { edits } = page.store.now;
  const mend = (label: string, open: string[]) => {
    const button = el("button", { type: "button", class: "plain" }, label);
    button.addEventListener("click", () => page.store.ask({ edits: towards(edits, open) }));
    return button;
  };
  const now = openOf(edits);
  const last = missing.length || Math.abs(total.benefit ?? 0) >= IDLE ? undefined : open[open.length - 1];
  return [
    ...(last ? [el("p", { class: "flag", "data-idle": true }, t("idle"), " ", partners(page, last))] : []),
    ...missing.map(([what, needs]) =>
      el("p", { class: "flag" }, t("missing", { what: titled(page, what), needs: titled(page, needs) }), " ", mend(t("missing.mend"), [...now, needs])),
    ),
    ...rivals.map(([a, b]) =>
      el("p", { class: "flag" }, t("rivals", { a: titled(page, a), b: titled(page, b) }), " ", mend(t("rivals.mend"), now.filter((id) => id !== b))),
    ),
  ];
}

/** Leads to what an opening is worth more with. */
function partners(page: Page, focus: string): HTMLElement {
  const button = el("button", { type: "button", class: "plain" }, t("idle.see"));
  button.addEventListener("click", () => page.store.set({ focus, feature: null, tab: "focus" }));
  return button;
}

export function measureChoice(page: Page): HTMLElement {
  const select = el("select", { "data-measure": true });
  select.append(...MEASURES.map((id) => el("option", { value: id }, t(`measure.${id}` as Key))));
  select.value = page.store.now.measure;
  select.addEventListener("change", () => page.store.set({ measure: select.value as Measure }));
  return el("label", { class: "measure" }, t("measure"), " ", select);
}

function bars(page: Page, answer: Answer, ranges: Ranges | null, width: number): HTMLElement {
  const { measure } = page.store.now;
  const drawn = barsOf(answer, ranges, measure, countriesOf(page));
  const figure = el("figure", { class: "bars", "data-bars": true }, el("figcaption", { class: "fine" }, `${t(`measure.${measure}` as Key)}, ${unitOf(measure)}. ${t("bars.how")}`));
  figure.append(drawBars(drawn, Math.max(width, 240), unitOf(measure)));
  const table = el("table", { class: "hush", "data-table": "by-country" });
  table.append(
    el("caption", {}, t(`measure.${measure}` as Key)),
    ...drawn.map(({ id, label, value, range, middle }) =>
      el("tr", { "data-country": id, "data-value": value }, el("th", { scope: "row" }, label), el("td", {}, amount(value, true)), el("td", {}, range ? between(...range, true) : ""), el("td", {}, range ? `P50 ${amount(middle, true)}` : "")),
    ),
  );
  figure.append(table);
  return figure;
}

function totals({ total, lattice }: Answer, ranges: Ranges | null): HTMLElement {
  const rows: [Key, number | null, Measure | null][] = [
    ["measure.user", total.user, "user"],
    ["measure.fee", total.fee, "fee"],
    ["measure.passenger", total.passenger, "passenger"],
    ["measure.new_trade", total.new_trade, "new_trade"],
    ["total.cost", total.cost, null],
    ["measure.npv", total.npv, "npv"],
    ["total.bcr", total.bcr, null],
    ["total.carbon", total.carbon_kt, null],
    ["total.gateway", total.gateway, null],
    ["total.lattice", lattice.total, null],
  ];
  const table = el("table", { class: "totals" }, el("caption", {}, t("totals")));
  for (const [key, value, measure] of rows) {
    const spread = measure ? ranges?.total[measure] : null;
    const cell = el("td", { class: "num", "data-figure": key, "data-value": value ?? "" }, amount(value, key !== "total.cost" && key !== "total.bcr"));
    table.append(el("tr", {}, el("th", { scope: "row" }, t(key)), cell, el("td", { class: "num range" }, spread ? between(spread[0], spread[2], true) : "")));
  }
  return table;
}

/** Places that gain or lose most; the map shows all of them. */
function places(page: Page, answer: Answer): HTMLElement | null {
  const ordered = [...answer.places].filter(([, benefit]) => Math.abs(benefit ?? 0) >= 0.005).sort((a, b) => Math.abs(b[1] ?? 0) - Math.abs(a[1] ?? 0));
  if (!ordered.length) return null;
  const heads = (["place", "unit.year", "saved.usd", "saved.hours"] as const).map((key, i) => el("th", { scope: "col", class: i ? "num" : undefined }, t(key)));
  const line = ([id, benefit, usd, hours]: Answer["places"][number]) => {
    const pick = el("button", { type: "button", class: "pick" }, name(nameIn(page.index.places.get(id)?.names ?? [["", id]], page.store.now.names)));
    pick.addEventListener("click", () => page.store.set({ feature: { kind: "place", id }, tab: "focus" }));
    return el("tr", {}, el("th", { scope: "row" }, pick), ...[benefit, usd, hours].map((value) => el("td", { class: "num" }, amount(value, true))));
  };
  const table = el("table", { class: "places" }, el("caption", {}, t("places")), el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...ordered.slice(0, LISTED).map(line)));
  if (ordered.length <= LISTED) return table;
  const more = el("details", {}, el("summary", {}, t("places.more", { n: ordered.length - LISTED })));
  // The many that few look at are drawn for those who look: every switch waits for what stands here.
  more.addEventListener("toggle", () => more.append(el("table", { class: "places" }, el("tbody", {}, ...ordered.slice(LISTED).map(line)))), { once: true });
  return el("div", {}, table, more);
}

/** Blocs beyond the region: told apart, never in its totals. */
function apart(page: Page, answer: Answer): Node[] {
  const blocs = page.region.countries.filter(({ kind }) => kind !== "country");
  const told = blocs.map(({ id }) => `${countryName(page, id)} ${amount(answer.by_country[id]?.benefit, true)}`);
  return told.length ? [el("p", { class: "fine" }, `${t("apart")} ${told.join("; ")}.`)] : [];
}

/** One sentence for the live region. */
export function sentenceOf(page: Page, answer: Answer): string {
  const by = countriesOf(page).map(([id, label]) => `${label} ${amount(answer.by_country[id]?.benefit, true)}`);
  return t("live.result", { n: answer.open.length, total: amount(answer.total.benefit, true), countries: by.join(", ") });
}
