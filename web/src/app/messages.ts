// The interface's texts: English is built in, other languages are fetched when chosen.
import english from "./messages/en.json";

export type Key = keyof typeof english;
export type Catalogue = Record<string, string>;

/** Languages with a catalogue, each by its own name, in alphabetical order of their codes. */
export const LANGUAGES: readonly [code: string, name: string][] = [
  ["az", "Azərbaycanca"],
  ["en", "English"],
  ["hy", "Հայերեն"],
  ["ka", "ქართული"],
  ["ru", "Русский"],
  ["tr", "Türkçe"],
];

let spoken: Catalogue = english;

/** A text of the interface with its placeholders filled. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = spoken[key] ?? english[key];
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

/** A text for an id of the data, such as a state; the data's own word where the catalogue has none. */
export function known(family: string, id: string, otherwise: string): string {
  return spoken[`${family}.${id}`] ?? (english as Catalogue)[`${family}.${id}`] ?? otherwise;
}

/** Takes up a language with its catalogue; null is for English, which is built in. */
export function take(language: string, catalogue: Catalogue | null): void {
  spoken = catalogue ?? english;
  document.documentElement.lang = language;
}

/** The interface's own parts of the page: `data-t` is the text, `data-t-label` the accessible name. */
export function translate(root: ParentNode): void {
  for (const each of root.querySelectorAll<HTMLElement>("[data-t]")) each.textContent = t(each.dataset.t as Key);
  for (const each of root.querySelectorAll<HTMLElement>("[data-t-label]")) {
    each.setAttribute("aria-label", t(each.dataset.tLabel as Key));
  }
  for (const each of root.querySelectorAll<HTMLInputElement>("[data-t-hint]")) {
    each.placeholder = t(each.dataset.tHint as Key);
  }
}
