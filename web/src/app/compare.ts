// Two scenarios side by side: the present one and a saved one, country by country on one scale.
import { axisX, barX, gridX, plot, ruleX, type ScaleOptions } from "@observablehq/plot";
import { STYLE } from "../chart.ts";
import { el, name } from "../dom.ts";
import { amount } from "../format.ts";
import { get, queryOf, wordsOf } from "./api.ts";
import { mapsBeside } from "./beside.ts";
import { barsOf, extentOf, numbers, pictured, roomOf, saidOf, type Bar } from "./bars.ts";
import type { Answer, Scenario } from "./contract.ts";
import { caveatLines } from "./caveats.ts";
import { countriesOf } from "./countries.ts";
import { openOf, towards } from "./edits.ts";
import { t, type Key } from "./messages.ts";
import { titled, type Page } from "./page.ts";
import { measureChoice, unitOf } from "./result.ts";
import { needed, scenarios } from "./shelf.ts";

let asked = { query: "", answer: null as Answer | null, error: "" };

export function comparePanel(page: Page, redraw: () => void, box: HTMLElement): Node[] {
  const shown = () => {
    redraw();
    // The map draws what only the other scenario opens.
    page.store.set({});
  };
  needed(shown, (error) => {
    asked.error = wordsOf(error).join(" ");
    redraw();
  });
  const all = scenarios()?.filter(({ format }) => format);
  const other = all?.find(({ id }) => id === page.store.now.other) ?? all?.[0];
  const head = [el("h2", {}, t("tab.compare")), el("p", { class: "fine" }, t("compare.what"))];
  if (!all || !other) return [...head, el("p", { class: "fine" }, asked.error || t("waiting"))];
  // Its edits may hold openings that the region lost: what it leaves open here does not.
  const query = queryOf({ edits: towards([], other.open), settings: other.settings, asOf: other.as_of && other.as_of !== page.session.as_of ? other.as_of : null });
  if (asked.query !== query) void ask(query, redraw);
  const here = page.answers.now.answer;
  const there = asked.answer;
  if (!here || !there) return [...head, choice(page, all, other), el("p", { class: "fine" }, asked.error || t("waiting"))];
  return [...head, choice(page, all, other), ...caveatLines(page, here), mapsBeside(page, [{ title: t("compare.here"), answer: here }, { title: called(other), answer: there }], box.clientWidth - 36), measureChoice(page), pictures(page, here, there, other, box.clientWidth - 36), table(page, here, there, other), ...differences(page, other)];
}

async function ask(query: string, redraw: () => void): Promise<void> {
  const mine = { query, answer: null as Answer | null, error: "" };
  asked = mine;
  try {
    mine.answer = await get<Answer>(`/api/answer?${query}`);
  } catch (error) {
    mine.error = wordsOf(error).join(" ");
  }
  if (asked === mine) redraw();
}

function choice(page: Page, all: readonly Scenario[], other: Scenario): HTMLElement {
  const select = el("select", { "data-other": true }, ...all.map(({ id, name }) => el("option", { value: id }, id === "0" ? t("reset") : name)));
  select.value = other.id;
  select.addEventListener("change", () => page.store.set({ other: select.value }));
  return el("label", { class: "measure" }, t("compare.with"), " ", select);
}

const called = (scenario: Scenario) => (scenario.id === "0" ? t("reset") : scenario.name);

/** Two charts beside each other on one scale. */
function pictures(page: Page, here: Answer, there: Answer, other: Scenario, width: number): HTMLElement {
  const { measure } = page.store.now;
  const countries = countriesOf(page);
  const [mine, theirs] = [barsOf(here, null, measure, countries), barsOf(there, null, measure, countries)];
  const [low, high] = extentOf(mine, theirs);
  const scale = { domain: [low, Math.max(high, low + 1)], ...roomOf(mine, theirs) };
  const half = Math.max((Math.max(width, 260) - 12) / 2, 120);
  const panel = (title: string, total: number | null, bars: Bar[]) =>
    el("div", {}, el("p", { class: "kicker" }, name(title)), el("p", { class: "sum" }, amount(total, true)), small(bars, half, scale, unitOf(measure)));
  const figure = el("figure", { class: "bars", "data-compare": true }, el("figcaption", { class: "fine" }, `${t(`measure.${measure}` as Key)}, ${unitOf(measure)}. ${t("compare.scale")}`));
  figure.append(el("div", { class: "beside" }, panel(t("compare.here"), here.total[measure], mine), panel(called(other), there.total[measure], theirs)));
  return figure;
}

function small(bars: Bar[], width: number, scale: ScaleOptions, unit: string): Element {
  const drawn = plot({
    width,
    height: 26 + 30 * bars.length,
    marginLeft: 26,
    marginRight: 4,
    marginTop: 2,
    marginBottom: 24,
    style: STYLE,
    x: { ...scale, label: null, axis: null },
    y: { domain: bars.map(({ id }) => id), label: null, tickSize: 0, padding: 0.42 },
    marks: [
      gridX({ ticks: 2, stroke: "var(--rule)" }),
      axisX({ ticks: 2, tickSize: 0, tickFormat: (value: number) => amount(value), label: null, fontSize: 10 }),
      barX(bars, { x: "value", y: "id", fill: (bar: Bar) => (bar.side === "loss" ? "var(--loss)" : "var(--gain)"), fillOpacity: 0.62 }),
      ruleX([0], { stroke: "var(--ink)", strokeOpacity: 0.7 }),
      ...numbers(bars),
    ],
  });
  return pictured(drawn, saidOf(bars, unit));
}

function table(page: Page, here: Answer, there: Answer, other: Scenario): HTMLElement {
  const { measure } = page.store.now;
  const heads = [t("place.country"), t("compare.here"), called(other), t("compare.difference")];
  const rows: [string, number | null | undefined, number | null | undefined][] = [
    [t("region"), here.total[measure], there.total[measure]],
    ...countriesOf(page).map(([id, label]): [string, number | null | undefined, number | null | undefined] => [label, here.by_country[id]?.[measure], there.by_country[id]?.[measure]]),
  ];
  const lines = rows.map(([label, mine, theirs]) => {
    const difference = mine === null || mine === undefined || theirs === null || theirs === undefined ? null : mine - theirs;
    return el("tr", {}, el("th", { scope: "row" }, label), ...[mine, theirs, difference].map((value) => el("td", { class: "num" }, amount(value, true))));
  });
  const head = el("tr", {}, ...heads.map((text, i) => el("th", { scope: "col", class: i ? "num" : undefined }, name(text))));
  return el("table", { "data-table": "compare" }, el("thead", {}, head), el("tbody", {}, ...lines));
}

/** Which openings and assumptions differ. */
function differences(page: Page, other: Scenario): Node[] {
  const [mine, theirs] = [openOf(page.store.now.edits), other.open];
  const groups: [Key, string[]][] = [
    ["compare.only.here", mine.filter((id) => !theirs.includes(id))],
    ["compare.only.there", theirs.filter((id) => !mine.includes(id))],
    ["compare.both", mine.filter((id) => theirs.includes(id))],
  ];
  const settings = page.session.sliders.flatMap(({ id, central }) => {
    const [a, b] = [page.store.now.settings[id] ?? central, other.settings[id] ?? central];
    return a === b ? [] : [`${t(`slider.${id}` as Key)}: ${amount(a)} / ${amount(b)}`];
  });
  return [
    ...groups.flatMap(([key, ids]) => [el("h3", {}, t(key)), ids.length ? el("ul", { class: "plain-list", "data-diff": key }, ...ids.map((id) => el("li", {}, name(titled(page, id))))) : el("p", { class: "fine" }, t("none"))]),
    ...(settings.length ? [el("h3", {}, t("assumptions")), el("ul", { class: "plain-list" }, ...settings.map((line) => el("li", {}, line)))] : []),
  ];
}
