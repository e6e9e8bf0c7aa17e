// Countries, blocs and languages by name, in the interface's language where the data or the reader's machine have it.
import type { Payload } from "../payload.ts";
import { LANGUAGES } from "./messages.ts";
import type { Page } from "./page.ts";

/** Name of a country or bloc of the region; browsers know countries in some of the interface's languages only. */
export function countryName({ region, store }: Page, id: string): string {
  const country = region.countries.find((one) => one.id === id);
  const own = country?.name ?? id;
  const { language } = store.now;
  const named = country?.names?.find(([code]) => code === language)?.[1];
  if (named || language === "en" || country?.kind !== "country") return named ?? own;
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
  if (!country) return [];
  const given = [country.name, ...(country.names ?? []).map(([, text]) => text)];
  if (country.kind !== "country") return given;
  const spoken = new Set([...LANGUAGES, ...languages].map(([code]) => code));
  return [...given, ...[...spoken].flatMap((code) => nameIn("region", code, id) ?? [])];
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
