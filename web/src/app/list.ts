// The list of openings: switches with search and filter, in step with the map.
import { el, find, name } from "../dom.ts";
import { amount } from "../format.ts";
import { openOf } from "./edits.ts";
import { t, type Key } from "./messages.ts";
import { shownOpenings, turn } from "./openings.ts";
import { titled, type Page } from "./page.ts";
import type { State } from "./state.ts";

const FILTERS = ["decisions", "all", "on"] as const;

export function initList(page: Page): void {
  const list = find("[data-list]");
  const search = find<HTMLInputElement>("[data-search]");
  if (!list || !search) return;
  search.addEventListener("input", () => page.store.set({ search: search.value }));
  initFilter(page);
  const rows = new Map(page.session.openings.map((id) => [id, row(page, id)]));
  let key = "";
  page.store.listen((now) => {
    const shown = shownOpenings(page);
    const open = openOf(now.edits);
    if (now.language + shown.join() !== key) {
      key = now.language + shown.join();
      const lines = shown.map((id) => rows.get(id)?.line).filter((line) => line !== undefined);
      list.replaceChildren(...(lines.length ? lines : [el("li", { class: "fine" }, t("list.none"))]));
    }
    for (const [id, { line, button, look }] of rows) {
      button.setAttribute("aria-checked", String(open.includes(id)));
      button.setAttribute("aria-label", titled(page, id));
      look.setAttribute("aria-label", t("look.label", { title: titled(page, id) }));
      line.classList.toggle("focused", now.focus === id);
    }
  });
}

function row(page: Page, id: string): { line: HTMLLIElement; button: HTMLButtonElement; look: HTMLButtonElement } {
  const opening = page.index.openings.get(id);
  const button = el("button", { type: "button", role: "switch", class: "switch", "data-switch": id });
  const facts = [opening?.countries.join(" · ") ?? "", costOf(opening?.cost)].filter(Boolean).join(" — ");
  button.append(
    el("span", { class: "knob", "aria-hidden": "true" }),
    el("span", { class: "what" }, name(titled(page, id)), el("small", {}, facts)),
  );
  button.addEventListener("click", () => turn(page, id));
  const look = el("button", { type: "button", class: "look", "data-look": id }, "›");
  look.addEventListener("click", () => page.store.set({ focus: id, feature: null, lit: [], tab: "focus" }));
  const line = el("li", {}, button, look);
  line.addEventListener("pointerenter", () => page.store.set({ lit: opening?.links ?? [] }));
  line.addEventListener("pointerleave", () => page.store.set({ lit: [] }));
  return { line, button, look };
}

function costOf(cost: [number | null, number | null] | undefined): string {
  const [low, high] = cost ?? [null, null];
  if (low === null || high === null) return "";
  return `USD ${amount(low)}${low === high ? "" : `–${amount(high)}`} m`;
}

function initFilter(page: Page): void {
  const box = find("[data-filter]");
  const inputs = new Map(
    FILTERS.map((id) => {
      const input = el("input", { type: "radio", name: "filter", value: id });
      input.addEventListener("change", () => page.store.set({ filter: id }));
      const text = el("span", {});
      box?.append(el("label", {}, input, text));
      return [id, { input, text }];
    }),
  );
  page.store.listen((now: State) => {
    const counts = { decisions: page.session.decisions.length, all: page.session.openings.length, on: openOf(now.edits).length };
    for (const [id, { input, text }] of inputs) {
      input.checked = now.filter === id;
      text.textContent = `${t(`filter.${id}` as Key)} ${counts[id]}`;
    }
  });
}
