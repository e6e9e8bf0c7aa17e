// Small parts of panels: lists of facts, names, sources, histories.
import { el, name } from "../dom.ts";
import { amount, dated, words } from "../format.ts";
import { variants } from "../names.ts";
import type { HistoryRow, Place } from "../payload.ts";
import type { Claim } from "./contract.ts";
import { languagesOf } from "./countries.ts";
import { known, t, type Key } from "./messages.ts";
import { titled, type Page } from "./page.ts";
import { turn } from "./openings.ts";
import { openOf } from "./edits.ts";

/** Sources named before "more". */
const NAMED = 4;

export type Rows = [Key, (Node | string)[]][];

export function factList(rows: Rows): HTMLElement {
  const made = el("dl", { class: "facts" });
  for (const [key, content] of rows) {
    if (content.some(Boolean)) made.append(el("div", {}, el("dt", {}, t(key)), el("dd", {}, ...content)));
  }
  return made;
}

/** Words of the data: they are in English, whatever the page's language is. */
export function ofData(text: string): HTMLElement | "" {
  if (!text) return "";
  const made = name(text);
  made.lang = "en";
  return made;
}

/** A date as exactly as it is known. */
export function when(date: string, precision: string): string {
  return precision === "by" ? t("date.by", { date }) : dated(date, precision);
}

/** Every name of a place, with the languages that use it. */
export function namesOf(page: Page, place: Place | undefined): Node[] {
  if (!place) return [];
  const lines = variants(place, languagesOf(page)).map(([used, text]) => el("li", {}, name(text), el("small", {}, used)));
  return [el("ul", { class: "names" }, ...lines)];
}

/** Sources with publisher, date and title; addresses are shown, not opened, since the page works offline. */
export function sourcesOf(page: Page, ids: readonly string[]): Node[] {
  if (!ids.length) return [];
  const lines = ids.map((id) => {
    const source = page.region.sources[id];
    if (!source) return el("li", {}, id);
    return el("li", {}, el("span", { class: "src" }, id), ` ${[source.publisher, source.date].filter(Boolean).join(", ")}: `, ofData(source.title), source.url && el("small", { class: "out" }, source.url));
  });
  const more = ids.length - NAMED;
  const told = { n: ids.length, ids: ids.slice(0, NAMED).join(", ") };
  const summary = more > 0 ? t("sources.more", { ...told, more }) : t("sources.count", told);
  return [el("details", { class: "sources-of" }, el("summary", {}, summary), el("ul", { class: "plain-list" }, ...lines))];
}

export function stateName(page: Page, id: string): string {
  return known("state", id, page.region.styles.states.find((one) => one.id === id)?.label ?? words(id));
}

export function modeName(page: Page, id: string): string {
  return known("mode", id, page.region.styles.modes.find((one) => one.id === id)?.label ?? words(id));
}

export function historyOf(page: Page, id: string): Node[] {
  const rows = page.region.histories[id] ?? [];
  const line = (row: HistoryRow) =>
    el(
      "li",
      {},
      el("time", { datetime: row.date }, when(row.date, row.precision)),
      ` ${stateName(page, row.state)}`,
      row.traffic.length > 0 && ` (${row.traffic.map((kind) => known("traffic", kind, words(kind))).join(", ")})`,
      row.reason && ": ",
      ofData(row.reason),
      row.source.length > 0 && ` [${row.source.join(", ")}]`,
    );
  return rows.length ? [el("ol", { class: "history" }, ...rows.map(line))] : [];
}

/** What sources say of a subject, each beside the other in order of date. */
export function claimsOf(page: Page, id: string): Node[] {
  const claims = page.region.claims[id] ?? [];
  const line = ({ date, claimant, text, source }: Claim) =>
    el("li", {}, el("time", {}, date), " ", name(claimant), ": ", ofData(text), ` [${[source].flat().join(", ")}]`);
  return claims.length ? [el("ol", { class: "history" }, ...claims.map(line))] : [];
}

/** A provision by its document, its number and what it is about. */
export function clauseName({ document, number, title }: { document: string; number: string; title: string }): string {
  return `${[document, number].filter(Boolean).join(" ")}: ${title}`;
}

/** A switch for an opening inside of a panel. */
export function switchOf(page: Page, id: string): HTMLElement {
  const on = openOf(page.store.now.edits).includes(id);
  const button = el("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(on) });
  button.append(el("span", { class: "knob", "aria-hidden": "true" }), el("span", { class: "what" }, name(titled(page, id))));
  button.addEventListener("click", () => turn(page, id));
  return button;
}

export function people(place: Place): string {
  if (place.population === null) return "";
  return `${amount(Math.round(place.population))}${place.year ? ` (${place.year})` : ""}`;
}
