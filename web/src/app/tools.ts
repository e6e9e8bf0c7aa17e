// Undo, redo and back to the baseline, by button and by key.
import { find } from "../dom.ts";
import { openOf } from "./edits.ts";
import type { Page } from "./page.ts";
import type { State } from "./state.ts";

export function initTools(page: Page): void {
  const { store } = page;
  const [undo, redo, reset] = ["[data-undo]", "[data-redo]", "[data-reset]"].map((each) => find<HTMLButtonElement>(each));
  if (!undo || !redo || !reset) return;
  undo.addEventListener("click", () => store.undo());
  redo.addEventListener("click", () => store.redo());
  const asked = ({ edits, settings, asOf }: State) => openOf(edits).length > 0 || Object.keys(settings).length > 0 || asOf !== null;
  // Where the question is the baseline's already there is no step to undo: the map alone goes back to it.
  reset.addEventListener("click", () => {
    if (asked(store.now)) store.ask({ edits: [], settings: {}, asOf: null }, { shown: null, stop: 0 });
    else store.set({ shown: null, stop: 0 });
  });
  store.listen((now) => {
    // A button that holds the focus is not disabled, so that the keyboard does not lose its place.
    for (const [button, can] of [[undo, store.canUndo], [redo, store.canRedo]] as const) button.setAttribute("aria-disabled", String(!can));
    reset.setAttribute("aria-disabled", String(!asked(now) && !now.shown && !now.stop));
  });
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).matches?.("input[type=search], input[type=text], textarea");
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) store.redo();
    else store.undo();
  });
}

/** The links that skip move the focus only: the fragment of the address holds the state of the page. */
export function initSkips(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a.skip")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.querySelector<HTMLElement>(link.hash)?.focus();
    });
  }
}

/** A menu closes by Escape and by a click beside it. */
export function initMenus(): void {
  const menus = [...document.querySelectorAll<HTMLDetailsElement>("details.menu")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
