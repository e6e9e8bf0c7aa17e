// Countries, blocs and languages by name, in the interface's language where the reader's machine knows it.
import type { Payload } from "../payload.ts";
import { LANGUAGES } from "./messages.ts";
import type { Page } from "./page.ts";

/** Name of a country of the region; the data's own name where the machine has none. */
export function countryName({ region, store }: Page, id: string): string {
  const country = region.countries.find((one) => one.id === id);
  const own = country?.name ?? id;
  const { language } = store.now;
  if (language === "en" || country?.kind !== "country") return own;
  return nameIn("region", language, id) ?? own;
}

/** Names that were asked for before: to make them takes long. */
const made = new Map<string, Intl.DisplayNames>();

function nameIn(type: "region" | "language", language: string, id: string): string | undefined {
  if (type === "region" && !/^[A-Z]{2}$/.test(id)) return undefined;
  const key = `${type} ${language}`;
  const names = made.get(key) ?? new Intl.DisplayNames([language], { type, fallback: "none" });
  made.set(key, names);
  return names.of(id);
}

/** Every name of a country: the data's own, and those in the languages of the page and of the region. */
export function namesOfCountry({ countries, languages }: Pick<Payload, "countries" | "languages">, id: string): string[] {
  const country = countries.find((one) => one.id === id);
  if (country?.kind !== "country") return country ? [country.name] : [];
  const spoken = new Set([...LANGUAGES, ...languages].map(([code]) => code));
  return [country.name, ...[...spoken].flatMap((code) => nameIn("region", code, id) ?? [])];
}

/** The region's languages, named in the interface's. */
export function languagesOf({ region, store }: Page): [code: string, name: string][] {
  const { language } = store.now;
  return region.languages.map(([code, own]) => [code, (language === "en" ? undefined : nameIn("language", language, code)) ?? own]);
}

/** The region's countries in the order of their names. */
export function countriesOf(page: Page): [id: string, name: string][] {
  const named = page.session.countries.map((id): [string, string] => [id, countryName(page, id)]);
  return named.sort(([, a], [, b]) => a.localeCompare(b, page.store.now.language));
}
