// The accord: provisions in order of their due dates; each lights the links that it is about.
import { el, name } from "../dom.ts";
import { get, wordsOf } from "./api.ts";
import type { Accord, AccordRow } from "./contract.ts";
import { clauseName, sourcesOf } from "./facts.ts";
import { dateShown } from "./map/shown.ts";
import { known, t } from "./messages.ts";
import { titled, type Page } from "./page.ts";
import { words } from "../format.ts";

let asked = { date: "", found: null as Accord | null, error: "" };

export function accordPanel(page: Page, redraw: () => void): Node[] {
  const date = dateShown(page);
  if (asked.date !== date) void ask(page, date, redraw);
  const { found, error } = asked;
  const head = [el("h2", {}, t("tab.accord")), el("p", { class: "fine" }, t("accord.what", { date }))];
  if (error) return [...head, el("p", { class: "flag" }, error)];
  if (!found) return [...head, el("p", { class: "fine" }, t("waiting"))];
  const linked = found.provisions.filter(({ links, openings }) => links.length || openings.length);
  const rest = found.provisions.filter((row) => !linked.includes(row));
  return [
    ...head,
    timeline(page, found),
    el("h3", {}, t("accord.linked")),
    el("ul", { class: "cards" }, ...inOrder(linked).map((row) => card(page, row, found))),
    el("details", {}, el("summary", {}, t("accord.rest", { n: rest.length })), el("ul", { class: "cards" }, ...inOrder(rest).map((row) => card(page, row, found)))),
  ];
}

async function ask(page: Page, date: string, redraw: () => void): Promise<void> {
  const mine = { date, found: asked.found, error: "" };
  asked = mine;
  try {
    mine.found = await get<Accord>(`/api/accord?as_of=${date}`);
  } catch (error) {
    mine.error = wordsOf(error).join(" ");
  }
  if (asked === mine && page.store.now.tab === "accord") redraw();
}

/** By due date; those without one come last. */
function inOrder(rows: readonly AccordRow[]): AccordRow[] {
  return [...rows].sort((a, b) => (a.due ?? "9").localeCompare(b.due ?? "9") || a.id.localeCompare(b.id));
}

/** Documents by year, as a line of dates; each leads to its provisions. */
function timeline(page: Page, { documents, provisions }: Accord): HTMLElement {
  const rows = documents
    .filter(({ date }) => date)
    .sort((a, b) => (a.date ?? "").localeCompare(b.date ?? ""))
    .map(({ id, title, date }) => {
      const own = provisions.filter((row) => row.document === id);
      const links = own.flatMap((row) => linksOf(page, row));
      const button = links.length ? el("button", { type: "button", class: "pick" }, name(title)) : name(title);
      if (links.length) button.addEventListener("click", () => page.store.set({ lit: links }));
      return el("li", {}, el("time", { datetime: date ?? "" }, date ?? ""), " ", button, own.length > 0 && el("small", {}, t("accord.count", { n: own.length })));
    });
  const list = el("ol", { class: "history" }, ...rows);
  return el("div", { class: "documents", tabindex: 0, role: "region", "aria-label": t("accord.documents") }, list);
}

/** Links that a provision is about: its own and those of its openings. */
function linksOf({ index }: Page, row: Pick<AccordRow, "links" | "openings">): string[] {
  return [...new Set([...row.links, ...row.openings.flatMap((id) => index.openings.get(id)?.links ?? [])])];
}

function card(page: Page, row: AccordRow, { documents }: Accord): HTMLElement {
  const links = linksOf(page, row);
  const where = documents.find(({ id }) => id === row.document)?.title ?? row.document;
  const state = [known("grade", String(row.grade ?? row.status), words(row.status)), row.late ? t("accord.late") : "", row.disputed ? t("accord.disputed") : "", row.overtaken ? t("accord.overtaken") : "", row.due ? t("accord.due", { date: row.due }) : ""].filter(Boolean);
  const label = clauseName(row);
  const title = links.length ? el("button", { type: "button", class: "pick", "aria-pressed": String(links.join() === page.store.now.lit.join()), "data-provision": row.id }, name(label)) : name(label);
  if (links.length) title.addEventListener("click", () => page.store.set({ lit: links }));
  return el(
    "li",
    { class: row.late ? "late" : undefined },
    el("p", {}, title),
    row.text && el("p", { class: "fine" }, name(row.text)),
    el("p", { class: "fine" }, state.join(" · ")),
    el("p", { class: "fine" }, name(where)),
    row.openings.length > 0 && el("p", { class: "fine" }, `${t("accord.openings")} ${row.openings.map((id) => titled(page, id)).join("; ")}`),
    ...sourcesOf(page, row.source),
  );
}
