// The views on the right as tabs, and on a phone the page's three parts.
import { all, el, find } from "../dom.ts";
import { accordPanel } from "./accord.ts";
import { comparePanel } from "./compare.ts";
import { focusPanel } from "./focus.ts";
import { kept } from "./kept.ts";
import { dateOnMap } from "./map/shown.ts";
import { t, type Key } from "./messages.ts";
import { packagesPanel } from "./packages.ts";
import type { Page } from "./page.ts";
import { resultPanel } from "./result.ts";
import { scenariosPanel } from "./scenarios.ts";
import { TABS, type State, type Tab } from "./state.ts";

type Panel = (page: Page, redraw: () => void, box: HTMLElement) => (Node | null)[];

const PANELS: Record<Tab, Panel> = {
  result: (page, _, box) => resultPanel(page, box),
  focus: focusPanel,
  packages: packagesPanel,
  accord: accordPanel,
  compare: comparePanel,
  scenarios: scenariosPanel,
};

/** Changes of the state that leave what a panel shows as it is. */
const QUIET: readonly (keyof State)[] = ["lit", "hidden", "theme", "search", "filter", "view"];
/** The result follows the answers and the date on the map; the accord tells which provision is lit. */
const QUIET_IN: Partial<Record<Tab, readonly (keyof State)[]>> = {
  result: [...QUIET, "edits", "settings", "asOf", "focus", "feature", "shown", "stop", "other"],
  accord: QUIET.filter((key) => key !== "lit"),
};

/** Views with pictures that are as wide as the panel. */
const FITTED: readonly Tab[] = ["result", "packages", "compare"];

export function initTabs(page: Page): void {
  const bar = find("[data-tabs]");
  const box = find("[data-panel]");
  if (!bar || !box) return;
  const buttons = new Map(TABS.map((id) => [id, el("button", { type: "button", role: "tab", id: `tab-${id}`, "data-tab": id })]));
  bar.append(...buttons.values());
  box.id = "panel";
  for (const [id, button] of buttons) {
    button.setAttribute("aria-controls", "panel");
    button.addEventListener("click", () => page.store.set({ tab: id }));
  }
  bar.addEventListener("keydown", (event) => step(event, page, buttons));
  let drawn: Tab | null = null;
  let date = "";
  let width = 0;
  const redraw = () => {
    const { tab } = page.store.now;
    width = box.clientWidth;
    const again = kept(box);
    box.replaceChildren(...PANELS[tab](page, redraw, box).filter((node) => node !== null));
    again(drawn === tab);
    drawn = tab;
  };
  page.store.listen((now, before) => {
    for (const [id, button] of buttons) {
      const chosen = now.tab === id;
      button.textContent = t(`tab.${id}` as Key);
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    box.setAttribute("aria-labelledby", `tab-${now.tab}`);
    const changed = (Object.keys(now) as (keyof State)[]).filter((key) => now[key] !== before[key]);
    const quiet = QUIET_IN[now.tab] ?? QUIET;
    // The record and the programme may arrive later than the choice of their date.
    const dated = dateOnMap(page);
    if (now === before || dated !== date || changed.some((key) => !quiet.includes(key))) redraw();
    date = dated;
  });
  page.answers.listen(redraw);
  new ResizeObserver(() => {
    const fits = box.clientWidth === width || box.clientWidth === 0;
    if (!fits && FITTED.includes(page.store.now.tab)) redraw();
  }).observe(box);
}

/** Arrow keys move between tabs, as in any list of tabs. */
function step(event: KeyboardEvent, page: Page, buttons: Map<Tab, HTMLElement>): void {
  const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!move) return;
  event.preventDefault();
  const at = TABS.indexOf(page.store.now.tab);
  const tab = TABS[(at + move + TABS.length) % TABS.length] ?? "result";
  page.store.set({ tab });
  buttons.get(tab)?.focus();
}

/** On a phone one part is shown at a time. */
export function initParts(): void {
  const desk = find(".desk");
  const buttons = all<HTMLButtonElement>("[data-part]");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      if (desk) desk.dataset.showing = button.dataset.part;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      dispatchEvent(new Event("resize"));
    });
  }
}
