// Which openings are listed, and turning one over: the same for the list, the map and the keyboard.
import type { Index } from "../payload.ts";
import { namesOfCountry } from "./countries.ts";
import { openOf, toggled } from "./edits.ts";
import { t } from "./messages.ts";
import { titled, type Page } from "./page.ts";
import { fitted } from "./pictures.ts";

/** Openings that pass filter and search: decisions first, each part in the region's order. */
export function shownOpenings(page: Page): string[] {
  const { filter, search, edits } = page.store.now;
  const open = new Set(openOf(edits));
  const decisions = new Set(page.session.decisions);
  const words = folded(search.trim());
  const kept = page.session.openings.filter((id) => {
    if (words) return textOf(page.index, id).includes(words);
    return filter === "all" || (filter === "on" ? open.has(id) : decisions.has(id) || open.has(id));
  });
  return [...kept.filter((id) => decisions.has(id)), ...kept.filter((id) => !decisions.has(id))];
}

/** Texts that a search looks through, made once for a region. */
const texts = new WeakMap<Index, Map<string, string>>();

/** Everything that a search looks through: title, id, countries, crossings, and places at the ends of its links, each in all languages. */
export function textOf(index: Index, id: string): string {
  const made = texts.get(index) ?? new Map<string, string>();
  texts.set(index, made);
  const text = made.get(id) ?? folded([id, ...namesOf(index, id)].join(" "));
  made.set(id, text);
  return text;
}

function namesOf(index: Index, id: string): string[] {
  const opening = index.openings.get(id);
  if (!opening) return [];
  const gates = opening.crossings.flatMap((gate) => index.crossings.get(gate) ?? []);
  const links = [...new Set([...opening.links, ...gates.flatMap((gate) => gate.links)])];
  const ends = links.flatMap((link) => {
    const { from = "", to = "", name = "" } = index.links.get(link) ?? {};
    return [name, ...[from, to].flatMap((place) => (index.places.get(place)?.names ?? []).map(([, text]) => text))];
  });
  const countries = [...new Set([...opening.countries, ...gates.flatMap((gate) => gate.countries)])];
  return [opening.title, ...ends, ...gates.flatMap((gate) => gate.names), ...countries.flatMap((country) => [country, ...namesOfCountry(index.data, country)])];
}

/** A text without case and without marks on its letters; the dotless i is an i. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ı", "i");
}

/** Switches an opening on or off and puts it in focus. */
export function turn(page: Page, id: string): void {
  const { edits } = page.store.now;
  page.store.ask({ edits: toggled(edits, id) }, { focus: id, feature: null, lit: [] });
}

/** Lines that pictures give to the titles of what is on. */
const LINES = 4;

/** What is on, for a picture whose lines have so many characters. */
export function titlesWithin(page: Page, ids: readonly string[], most: number): string {
  return fitted(ids.map((id) => titled(page, id)), most, LINES, (n) => t("share.more", { n }));
}

/** What is open as a sentence of titles. */
export function titlesOf(page: Page, ids: readonly string[]): string {
  return ids.map((id) => titled(page, id)).join("; ");
}
