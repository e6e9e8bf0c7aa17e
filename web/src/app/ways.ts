// How the ways to and from one place change: rows of the matrix.
import { el, name } from "../dom.ts";
import { amount } from "../format.ts";
import { nameIn } from "../names.ts";
import { get, isAbort, queryOf, wordsOf } from "./api.ts";
import type { Matrix, PairRow } from "./contract.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";

/** Rows listed each way. */
const LISTED = 8;

/** USD a tonne below which a way counts as unchanged. */
const SAME = 0.005;

let asked = { query: "", told: null as Matrix | null, error: "" };
let current: AbortController | null = null;

/** The panel's part for a place that is a zone; the matrix is asked for once a question. */
export function waysPanel(page: Page, id: string, redraw: () => void): Node[] {
  if (!page.index.places.get(id)?.zone) return [];
  const query = queryOf(page.store.now, { place: id });
  if (asked.query !== query) void ask(query, redraw);
  const { told, error } = asked;
  if (error) return [el("p", { class: "flag" }, error)];
  if (!told) return [el("p", { class: "fine" }, t("waiting"))];
  return [table(page, t("matrix.from"), told.from), table(page, t("matrix.to"), told.to)];
}

async function ask(query: string, redraw: () => void): Promise<void> {
  current?.abort();
  current = new AbortController();
  const mine = { query, told: null as Matrix | null, error: "" };
  asked = mine;
  try {
    mine.told = await get<Matrix>(`/api/matrix?${query}`, current.signal);
  } catch (error) {
    if (isAbort(error)) return;
    mine.error = wordsOf(error).join(" ");
  }
  if (asked === mine) redraw();
}

/** Rows whose cost changes, the largest saving of all tonnes first. */
export function changedRows(rows: readonly PairRow[]): PairRow[] {
  const saving = ([, tonnes, before, after]: PairRow) => Math.abs(((before ?? 0) - (after ?? 0)) * (tonnes ?? 0));
  return rows.filter(([, , before, after]) => Math.abs((before ?? 0) - (after ?? 0)) >= SAME).sort((a, b) => saving(b) - saving(a));
}

function table(page: Page, caption: string, rows: readonly PairRow[]): HTMLElement {
  const shown = changedRows(rows).slice(0, LISTED);
  if (!shown.length) return el("p", { class: "fine" }, `${caption}: ${t("none")}`);
  const heads = [t("place"), t("matrix.tonnes"), t("matrix.usd"), t("saved.hours")].map((text, i) => el("th", { scope: "col", class: i ? "num" : undefined }, text));
  const lines = shown.map(([id, tonnes, before, after, hours]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name(nameIn(page.index.places.get(id)?.names ?? [["", id]], page.store.now.names))),
      el("td", { class: "num" }, amount(tonnes)),
      el("td", { class: "num" }, `${amount(before)} → ${amount(after)}`),
      el("td", { class: "num" }, amount(hours, true)),
    ),
  );
  return el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines));
}
