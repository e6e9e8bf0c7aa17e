// Countries and blocs by name, in the interface's language where the reader's machine knows it.
import type { Page } from "./page.ts";

/** Name of a country of the region; the data's own name where the machine has none. */
export function countryName({ region, store }: Page, id: string): string {
  const country = region.countries.find((one) => one.id === id);
  const own = country?.name ?? id;
  const { language } = store.now;
  if (language === "en" || country?.kind !== "country" || !/^[A-Z]{2}$/.test(id)) return own;
  return namesIn(language).of(id) ?? own;
}

const made = new Map<string, Intl.DisplayNames>();

function namesIn(language: string): Intl.DisplayNames {
  const names = made.get(language) ?? new Intl.DisplayNames([language], { type: "region", fallback: "none" });
  made.set(language, names);
  return names;
}

/** The region's countries in the order of their names. */
export function countriesOf(page: Page): [id: string, name: string][] {
  const named = page.session.countries.map((id): [string, string] => [id, countryName(page, id)]);
  return named.sort(([, a], [, b]) => a.localeCompare(b, page.store.now.language));
}
