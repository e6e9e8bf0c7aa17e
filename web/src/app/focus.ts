// The panel on the opening in focus: what it needs and competes with, what it is, who must agree.
import { el, name } from "../dom.ts";
import { amount, cut, words } from "../format.ts";
import { between } from "./between.ts";
import { get, isAbort, queryOf, wordsOf } from "./api.ts";
import type { Interplay } from "./contract.ts";
import { openOf } from "./edits.ts";
import { claimsOf, clauseName, factList, ofData, sourcesOf, switchOf } from "./facts.ts";
import { featurePanel } from "./feature.ts";
import { known, t } from "./messages.ts";
import { titled, type Page } from "./page.ts";

/** Pairs listed. */
const LISTED = 8;

let asked = { key: "", told: null as Interplay | null, error: "" };
let current: AbortController | null = null;

export function focusPanel(page: Page, redraw: () => void): Node[] {
  const { feature, focus } = page.store.now;
  if (feature) return featurePanel(page, feature, redraw);
  const opening = focus ? page.index.openings.get(focus) : undefined;
  if (!opening || !focus) return [el("p", { class: "fine" }, t("focus.none"))];
  const decision = page.session.decisions.includes(focus);
  return [
    el("p", { class: "kicker" }, [known("kind", opening.kind, words(opening.kind)), decision ? t("focus.decision") : "", opening.countries.join(" · ")].filter(Boolean).join(" — ")),
    el("h2", {}, ofData(opening.title)),
    switchOf(page, focus),
    interplay(page, focus, redraw),
    factList([
      ["facts.cost", opening.cost[0] === null ? [] : [t("cost", { span: between(...opening.cost) }), opening.cost_basis ? el("small", { lang: "en" }, opening.cost_basis) : ""]],
      ["facts.works", opening.months[0] === null ? [] : [t("months", { span: between(...opening.months) })]],
      ["facts.needs", opening.depends_on.map((id) => switchOf(page, id))],
      ["facts.instead", opening.alternatives.map((id) => switchOf(page, id))],
      ["facts.who", opening.consent.map(({ actor, role, note }) => el("span", { class: "line" }, name(actor), ` ${known("role", role, words(role))}`, note && el("small", { lang: "en" }, note)))],
      ["facts.provisions", opening.provisions.map((id) => provision(page, id))],
      ["facts.note", [ofData(opening.note)]],
      ["facts.claims", claimsOf(page, focus)],
      ["facts.sources", sourcesOf(page, opening.source)],
    ]),
  ];
}

function provision(page: Page, id: string): HTMLElement {
  const found = page.region.provisions.find((one) => one.id === id);
  const button = el("button", { type: "button", class: "pick line" }, ofData(found ? clauseName(found) : id), found && el("small", { lang: "en" }, cut(found.text, 140)));
  button.addEventListener("click", () => page.store.set({ lit: found?.links ?? [], tab: "accord" }));
  return button;
}

/** What the opening adds to what is open, and with whom it needs or competes; asked for once a question. */
function interplay(page: Page, focus: string, redraw: () => void): HTMLElement {
  const query = queryOf(page.store.now, { focus });
  if (asked.key !== query) void ask(query, redraw);
  const { told, error } = asked;
  const box = el("div", { class: "interplay", "data-interplay": true });
  if (error) box.append(el("p", { class: "flag" }, error));
  else if (!told) box.append(el("p", { class: "fine" }, t("waiting")));
  else {
    const on = openOf(page.store.now.edits).includes(focus);
    const adds = t(on ? "adds.open" : "adds.closed", { value: amount(told.adds[focus], true) });
    box.append(el("p", { class: "adds" }, adds), ...pairs(page, told.pairs));
  }
  return box;
}

async function ask(query: string, redraw: () => void): Promise<void> {
  current?.abort();
  current = new AbortController();
  asked = { key: query, told: null, error: "" };
  try {
    const told = await get<Interplay>(`/api/interplay?${query}`, current.signal);
    if (asked.key === query) asked = { key: query, told, error: "" };
  } catch (error) {
    if (isAbort(error)) return;
    if (asked.key === query) asked = { key: query, told: null, error: wordsOf(error).join(" ") };
  }
  redraw();
}

function pairs(page: Page, all: Interplay["pairs"]): Node[] {
  const groups = [
    ["pairs.need", all.filter(([, value]) => value > 0)],
    ["pairs.compete", all.filter(([, value]) => value < 0)],
  ] as const;
  return groups.flatMap(([key, rows]) => {
    if (!rows.length) return [];
    const most = Math.max(...all.map(([, value]) => Math.abs(value)));
    const line = ([id, value]: [string, number]) => {
      const pick = el("button", { type: "button", class: "pick" }, name(titled(page, id)));
      pick.addEventListener("click", () => page.store.set({ focus: id, feature: null }));
      const bar = el("i", { class: value > 0 ? "bar need" : "bar compete", style: `width:${((60 * Math.abs(value)) / most).toFixed(1)}px` });
      return el("tr", {}, el("th", { scope: "row" }, pick), el("td", { class: "num" }, bar, amount(value, true)));
    };
    return [el("table", { class: "pairs" }, el("caption", {}, t(key)), el("tbody", {}, ...rows.slice(0, LISTED).map(line)))];
  });
}
