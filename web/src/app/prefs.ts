// Language of the interface, language of names, theme.
import { el, find } from "../dom.ts";
import { languagesOf } from "./countries.ts";
import { LANGUAGES, t, translate } from "./messages.ts";
import type { Page } from "./page.ts";
import { speak } from "./speak.ts";

export function initPrefs(page: Page): void {
  const menu = find("[data-prefs-menu]");
  if (!menu) return;
  let drawn = "";
  page.store.listen((now, before) => {
    if (now.theme !== before.theme) document.documentElement.dataset.theme = now.theme;
    const key = [now.language, now.names, now.theme].join();
    if (key === drawn) return;
    drawn = key;
    translate(document);
    menu.replaceChildren(...choices(page));
  });
}

function choices(page: Page): Node[] {
  const { language, names, theme } = page.store.now;
  const interfaceChoice = select("language", LANGUAGES, language, (value) => void change(page, value));
  const namesChoice = select("names", languagesOf(page), names, (value) => page.store.set({ names: value }));
  const themeButton = el("button", { type: "button", class: "plain", "data-theme-switch": true }, t(theme === "dark" ? "theme.light" : "theme.dark"));
  themeButton.addEventListener("click", () => {
    const next = page.store.now.theme === "dark" ? "light" : "dark";
    // Colours are read from the page when the map is told, so the page has to have them by then.
    document.documentElement.dataset.theme = next;
    page.store.set({ theme: next });
  });
  return [
    el("label", {}, t("language"), interfaceChoice),
    el("p", { class: "fine" }, t("catalogue.status"), " ", t("language.draft")),
    el("label", {}, t("names"), namesChoice),
    el("p", { class: "fine" }, t("names.note")),
    themeButton,
  ];
}

function select(id: string, options: readonly [string, string][], value: string, change: (value: string) => void): HTMLSelectElement {
  const made = el("select", { "data-choice": id }, ...options.map(([code, label]) => el("option", { value: code, lang: id === "language" ? code : undefined }, label)));
  made.value = value;
  made.addEventListener("change", () => change(made.value));
  return made;
}

async function change(page: Page, language: string): Promise<void> {
  await speak(language);
  const names = page.region.languages.some(([code]) => code === language) ? language : page.store.now.names;
  page.store.set({ language, names });
  document.querySelector<HTMLSelectElement>('[data-choice="language"]')?.focus();
}
