// Names of places in the language chosen; every variant stays reachable.
import type { Index, Link, Place } from "./payload.ts";

/** The name in a language, else the first one. */
export function nameIn(names: [string, string][], language: string): string {
  const found = names.find(([code]) => code === language) ?? names[0];
  return found ? found[1] : "";
}

/** What a link is called: its ends in the language chosen. */
export function endsOf(link: Link, index: Index, language: string): string {
  const end = (id: string) => nameIn(index.places.get(id)?.names ?? [["", id]], language);
  return `${end(link.from)} – ${end(link.to)}`;
}

/** Distinct names with the languages that use them, in the order given. */
export function variants(place: Place, languages: [string, string][]): [string, string][] {
  const label = new Map(languages);
  const byName = new Map<string, string[]>();
  for (const [code, text] of place.names) {
    byName.set(text, [...(byName.get(text) ?? []), label.get(code) ?? code]);
  }
  return [...byName].map(([text, used]) => [used.join(", "), text]);
}
