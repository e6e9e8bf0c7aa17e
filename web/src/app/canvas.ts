// The map's part of the page: WebGL or the drawing, the card beside the pointer, the legend.
import { el, find, name } from "../dom.ts";
import { titleOf } from "../map/details.ts";
import { hasWebGl, type Pick, type Position } from "../map/glmap.ts";
import { allNames, linesOf } from "./feature.ts";
import { initLegend } from "./legend.ts";
import { drawMap } from "./map/map.ts";
import { drawMarks } from "./map/marks.ts";
import { drawing, followDrawing } from "./map/drawing.ts";
import { titled, type Page } from "./page.ts";

export async function initCanvas(page: Page): Promise<void> {
  const box = find("[data-map]");
  if (!box) return;
  const card = el("div", { class: "pointed", "aria-hidden": "true", hidden: true });
  const canvas = el("div", { class: "gl-map" });
  box.append(canvas, card);
  initLegend(page);
  initPaper(page, box);
  const pointed = (pick: Pick | null, at: Position) => {
    if (pick) showCard(card, box, at, titleOf(pick, page.index, page.store.now.names), [allNames(page, pick), ...linesOf(page, pick)]);
    else card.hidden = true;
  };
  try {
    if (!hasWebGl()) throw new Error("no WebGL");
    const map = await drawMap(canvas, page, pointed);
    drawMarks(map, page);
    initMarkCards(page, box, card);
    map.once("idle", () => (document.documentElement.dataset.map = "gl"));
  } catch (error) {
    console.info("the map is drawn without WebGL:", String(error));
    canvas.replaceChildren();
    followDrawing(page, canvas);
    document.documentElement.dataset.map = "svg";
  }
}

function showCard(card: HTMLElement, box: HTMLElement, at: Position, title: string, lines: string[]): void {
  card.hidden = false;
  card.replaceChildren(el("strong", {}, name(title)), ...lines.filter(Boolean).map((line) => el("span", {}, line)));
  const left = at.x > box.clientWidth / 2 ? at.x - card.offsetWidth - 14 : at.x + 14;
  card.style.transform = `translate(${Math.max(left, 4)}px, ${Math.min(at.y + 12, box.clientHeight - card.offsetHeight - 4)}px)`;
}

/** On paper a drawing with a legend stands for the map: a canvas has the shape of the screen. */
function initPaper(page: Page, box: HTMLElement): void {
  let paper: Element | null = null;
  let shut: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    paper = drawing(page);
    box.append(paper);
    shut = [...document.querySelectorAll<HTMLDetailsElement>("details.notes:not([open])")];
    for (const notes of shut) notes.open = true;
  });
  addEventListener("afterprint", () => {
    paper?.remove();
    for (const notes of shut) notes.open = false;
  });
}

/** The card of a switch on the map, on hover and on focus. */
function initMarkCards(page: Page, box: HTMLElement, card: HTMLElement): void {
  const show = (event: Event) => {
    const mark = (event.target as Element).closest<HTMLElement>("[data-mark]");
    const id = mark?.dataset.mark;
    if (!mark || !id) return;
    const [around, frame] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
    const opening = page.index.openings.get(id);
    const states = [...(opening?.links ?? []), ...(opening?.crossings ?? [])].slice(0, 4);
    const lines = states.flatMap((one) => linesOf(page, { kind: page.index.links.has(one) ? "link" : "crossing", id: one }).slice(0, 1));
    showCard(card, box, { x: around.left - frame.left + around.width / 2, y: around.top - frame.top + 8 }, titled(page, id), [...new Set(lines)]);
  };
  const hide = () => (card.hidden = true);
  box.addEventListener("pointerover", show);
  box.addEventListener("focusin", show);
  box.addEventListener("pointerout", (event) => (event.target as Element).closest("[data-mark]") && hide());
  box.addEventListener("focusout", hide);
}
