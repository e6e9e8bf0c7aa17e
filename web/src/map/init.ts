// The map's part of the page: map or static map, panel, finder, legend, choice of opening and language.
import { all, el, find, name } from "../dom.ts";
import type { Choice, Chooser } from "../choice.ts";
import { amount } from "../format.ts";
import { endsOf, variants } from "../names.ts";
import type { Index } from "../payload.ts";
import { details, lineOf, titleOf } from "./details.ts";
import { glMap, hasWebGl, type Pick } from "./glmap.ts";
import { openingDetails } from "./opening.ts";
import { svgMap } from "./svgmap.ts";

export function initMap(index: Index, chooser: Chooser): void {
  const box = find("[data-map]");
  if (!box) return;
  const card = el("div", { class: "pointed", "aria-hidden": "true", hidden: true });
  const pointed = (pick: Pick | null, at: { x: number; y: number }) => showCard(card, box, index, chooser, pick, at);
  drawMap(box, index, chooser, pointed);
  box.append(card);
  initPanel(index, chooser);
  initLegend(chooser);
  initChoices(index, chooser);
  initFinder(index, chooser);
}

/** WebGL where it works, else the SVG that the page holds. */
function drawMap(box: HTMLElement, index: Index, chooser: Chooser, pointed: Parameters<typeof svgMap>[3]): void {
  if (!hasWebGl()) return svgMap(box, index, chooser, pointed);
  const canvasBox = el("div", { class: "gl-map" });
  box.append(canvasBox);
  box.classList.add("with-gl");
  const fall = (error: unknown) => {
    console.warn("the map falls back to SVG:", error);
    canvasBox.remove();
    box.classList.remove("with-gl");
    svgMap(box, index, chooser, pointed);
  };
  try {
    glMap(canvasBox, index, chooser, pointed, fall);
  } catch (error) {
    fall(error);
  }
}

function showCard(card: HTMLElement, box: HTMLElement, index: Index, chooser: Chooser, pick: Pick | null, at: { x: number; y: number }): void {
  card.hidden = pick === null;
  if (!pick) return;
  card.replaceChildren(el("strong", {}, name(titleOf(pick, index, chooser.now.language))), el("span", {}, lineOf(pick, index, chooser.now.stop)));
  const left = at.x > box.clientWidth / 2 ? at.x - card.offsetWidth - 12 : at.x + 12;
  card.style.transform = `translate(${Math.max(left, 4)}px, ${Math.min(at.y + 12, box.clientHeight - card.offsetHeight - 4)}px)`;
}

function initPanel(index: Index, chooser: Chooser): void {
  const panel = find("[data-panel]");
  if (!panel) return;
  chooser.listen((now, before) => {
    // A settlement's panel follows the time slider; others would only lose their place.
    const { feature, opening, language, stop } = now;
    if (stop !== before.stop && feature?.kind !== "settlement") return;
    const chosen = opening ? index.openings.get(opening) : undefined;
    const content = feature ? details(feature, index, language, stop) : chosen ? openingDetails(chosen, index) : overview(index);
    const close = el("button", { type: "button", class: "plain close", "aria-label": "Close" }, "Close");
    close.addEventListener("click", () => chooser.set(feature ? { feature: null } : { opening: null }));
    panel.replaceChildren(...(feature || chosen ? [close] : []), ...content);
    panel.scrollTop = 0;
  });
}

/** Before anything is chosen: every opening, the largest regional benefit first. */
function overview(index: Index): Node[] {
  const openings = [...index.data.openings].sort((a, b) => (b.benefit[1] ?? 0) - (a.benefit[1] ?? 0) || a.id.localeCompare(b.id));
  const lines = openings.map(({ id, title, benefit }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, el("button", { type: "button", class: "pick", "data-pick": id }, name(title))),
      el("td", { class: "num", "data-tip": "tip-model" }, amount(benefit[1], true)),
    ),
  );
  return [
    el("h3", {}, "Openings"),
    el("p", { class: "fine" }, "Choose one to light it up, or point at the map. Regional benefit alone, USD m a year, P50."),
    el("table", { class: "overview" }, el("tbody", {}, ...lines)),
  ];
}

/** The legend's boxes show and hide states, modes and crossings. */
function initLegend(chooser: Chooser): void {
  for (const input of all<HTMLInputElement>("[data-legend] input")) {
    const { state, mode, freight } = input.dataset;
    const key = state ?? freight ?? (mode ? `mode:${mode}` : "gates");
    input.addEventListener("change", () => chooser.toggle(key, input.checked));
  }
}

function initChoices(index: Index, chooser: Chooser): void {
  const opening = find<HTMLSelectElement>("[data-opening-choice]");
  const language = find<HTMLSelectElement>("[data-language]");
  opening?.append(...index.data.openings.map(({ id, title }) => el("option", { value: id }, title)));
  language?.append(...index.data.languages.map(([code, label]) => el("option", { value: code }, label)));
  opening?.addEventListener("change", () => chooser.set({ opening: opening.value || null, feature: null }));
  language?.addEventListener("change", () => chooser.set({ language: language.value }));
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-pick]");
    if (!button) return;
    event.preventDefault();
    chooser.set({ opening: button.dataset.pick ?? null, feature: null });
    find("#map")?.scrollIntoView({ block: "start" });
  });
  chooser.listen((now: Choice) => {
    if (opening) opening.value = now.opening ?? "";
    for (const row of all("tr[data-opening]")) row.classList.toggle("chosen", row.dataset.opening === now.opening);
    for (const button of all("button[data-pick]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pick === now.opening));
    }
  });
}

/** Finds places, links and crossings by any of their names: the way to the map without a pointer. */
function initFinder(index: Index, chooser: Chooser): void {
  const input = find<HTMLInputElement>("[data-find]");
  const options = find("#names");
  if (!input || !options) return;
  const known = findable(index);
  options.append(...[...known.keys()].map((value) => el("option", { value })));
  input.addEventListener("change", () => {
    const feature = known.get(input.value.trim());
    if (feature) chooser.set({ feature });
    input.setCustomValidity(feature || !input.value ? "" : "No place, link or crossing of that name; choose one from the list.");
    input.reportValidity();
  });
}

/** Everything that can be found, by what it is called in the list. */
export function findable(index: Index): Map<string, Pick> {
  const known = new Map<string, Pick>();
  for (const place of index.data.places) {
    const label = variants(place, index.data.languages).map(([, text]) => text).join(" / ");
    known.set(label, { kind: "place", id: place.id });
  }
  for (const gate of index.data.crossings) {
    known.set(`${gate.names.join(" / ")} (crossing ${gate.id})`, { kind: "crossing", id: gate.id });
  }
  for (const link of index.data.links) {
    known.set(`${endsOf(link, index, "en")} (${[link.mode, link.name].filter(Boolean).join(" ")}, ${link.id})`, { kind: "link", id: link.id });
  }
  return known;
}
