// What has to be known beside the numbers: whose choice they are of, changed assumptions, a map of another date.
import { el } from "../dom.ts";
import { amount } from "../format.ts";
import type { Answer, Slider } from "./contract.ts";
import { dateOnMap } from "./map/shown.ts";
import { known, t } from "./messages.ts";
import type { Page } from "./page.ts";

/** A sentence, and the attribute that whoever drives the page finds it by. */
type Caveat = [mark: "failed" | "waiting" | "changed" | "dates", words: string];

/** Assumptions that are not the region's own, each beside that; null and a missing value stand for the region's own. */
export function changedWords(sliders: readonly Slider[], settings: Readonly<Record<string, number | null>>): string[] {
  return sliders.flatMap(({ id, label, unit, central }) => {
    const value = settings[id];
    if (value === null || value === undefined || value === central) return [];
    return [`${known("slider", id, label)} ${valueWords(value, unit)} (${amount(central)})`];
  });
}

/** A value of an assumption with its unit. */
export function valueWords(value: number, unit: string): string {
  return [amount(value), known("unit", unit, unit)].filter(Boolean).join(" ");
}

/** Everything that has to be known beside an answer, for the panel, for paper and for pictures. */
export function caveatsOf(page: Page, answer: Answer): Caveat[] {
  const { waiting, failed } = page.answers.now;
  const n = answer.open.length;
  const what = changedWords(page.session.sliders, answer.settings);
  const shown = dateOnMap(page);
  return [
    ...(failed ? [["failed", t("result.failed", { n })] as Caveat] : waiting ? [["waiting", t("result.earlier", { n })] as Caveat] : []),
    ...(what.length ? [["changed", t("result.changed", { what: what.join("; ") })] as Caveat] : []),
    ...(shown === answer.as_of ? [] : [["dates", t("result.dates", { shown, date: answer.as_of })] as Caveat]),
  ];
}

/** The same as lines of a panel; that the page still computes is told on paper alone, since the screen has its own line. */
export function caveatLines(page: Page, answer: Answer): HTMLElement[] {
  return caveatsOf(page, answer).map(([mark, words]) => el("p", { class: mark === "waiting" ? "flag paper" : "flag", [`data-${mark}`]: true }, words));
}
