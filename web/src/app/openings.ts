// Which openings are listed, and turning one over: the same for the list, the map and the keyboard.
import { openOf, toggled } from "./edits.ts";
import { titled, type Page } from "./page.ts";

/** Openings that pass filter and search: decisions first, each part in the region's order. */
export function shownOpenings(page: Page): string[] {
  const { filter, search, edits } = page.store.now;
  const open = new Set(openOf(edits));
  const decisions = new Set(page.session.decisions);
  const words = search.trim().toLocaleLowerCase();
  const kept = page.session.openings.filter((id) => {
    if (words) return textOf(page, id).includes(words);
    return filter === "all" || (filter === "on" ? open.has(id) : decisions.has(id) || open.has(id));
  });
  return [...kept.filter((id) => decisions.has(id)), ...kept.filter((id) => !decisions.has(id))];
}

/** Everything that a search looks through: title, id, countries, and names of the places at its links' ends. */
function textOf({ index }: Page, id: string): string {
  const opening = index.openings.get(id);
  const ends = (opening?.links ?? []).flatMap((link) => {
    const { from = "", to = "", name = "" } = index.links.get(link) ?? {};
    return [name, ...[from, to].flatMap((place) => (index.places.get(place)?.names ?? []).map(([, text]) => text))];
  });
  const gates = (opening?.crossings ?? []).flatMap((gate) => index.crossings.get(gate)?.names ?? []);
  return [opening?.title ?? "", id, ...(opening?.countries ?? []), ...ends, ...gates].join(" ").toLocaleLowerCase();
}

/** Switches an opening on or off and puts it in focus. */
export function turn(page: Page, id: string): void {
  const { edits } = page.store.now;
  page.store.ask({ edits: toggled(edits, id) }, { focus: id, feature: null, lit: [] });
}

/** What is open as a sentence of titles. */
export function titlesOf(page: Page, ids: readonly string[]): string {
  return ids.map((id) => titled(page, id)).join("; ");
}
