// Steps from one saved scenario to another.
import { el, name } from "../dom.ts";
import type { Diff } from "./contract.ts";
import { known, t } from "./messages.ts";
import { titled, type Page } from "./page.ts";

/** Taken away, added, kept. */
export function diffList(page: Page, { edits, settings }: Diff): HTMLElement {
  const lines = edits.map(([sign, { do: what, id }]) => el("li", {}, `${sign === "-" ? "−" : sign} ${t(what === "open" ? "edit.open" : "edit.close")}: `, name(titled(page, id))));
  const more = settings.map(([id, a, b]) => el("li", {}, `${known("slider", id, id)}: ${a ?? t("central")} → ${b ?? t("central")}`));
  return el("ul", { class: "plain-list", "data-diff-list": true }, ...lines, ...more);
}
