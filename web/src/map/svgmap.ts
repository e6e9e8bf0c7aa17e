// The static map brought to life: the fallback without WebGL.
import { all } from "../dom.ts";
import type { Choice, Chooser } from "../choice.ts";
import { nameIn } from "../names.ts";
import type { Index } from "../payload.ts";
import type { Pick } from "./glmap.ts";

function pickOf(target: EventTarget | null): Pick | null {
  const hit = (target as Element | null)?.closest?.<SVGElement>("[data-link], [data-crossing], [data-place], [data-settlement]");
  if (hit?.dataset.link) return { kind: "link", id: hit.dataset.link };
  if (hit?.dataset.settlement) return { kind: "settlement", id: hit.dataset.settlement };
  if (hit?.dataset.crossing) return { kind: "crossing", id: hit.dataset.crossing };
  return hit?.dataset.place ? { kind: "place", id: hit.dataset.place } : null;
}

/** Makes the page's SVG follow the reader's choices. */
export function svgMap(
  box: HTMLElement,
  index: Index,
  chooser: Chooser,
  pointed: (pick: Pick | null, at: { x: number; y: number }) => void,
): void {
  box.addEventListener("pointermove", (event) => {
    const { left, top } = box.getBoundingClientRect();
    pointed(pickOf(event.target), { x: event.clientX - left, y: event.clientY - top });
  });
  box.addEventListener("pointerleave", () => pointed(null, { x: 0, y: 0 }));
  box.addEventListener("click", (event) => chooser.set({ feature: pickOf(event.target) }));
  for (const title of box.querySelectorAll("title")) title.remove();
  chooser.listen((now) => follow(box, index, now));
  document.documentElement.dataset.map = "svg";
}

function follow(box: HTMLElement, index: Index, { opening, language, hidden, feature }: Choice): void {
  const chosen = opening ? index.openings.get(opening) : undefined;
  for (const path of all<SVGElement>(".static-map [data-link]")) {
    const id = path.dataset.link ?? "";
    const link = index.links.get(id);
    path.classList.toggle("lit", chosen?.links.includes(id) ?? false);
    path.classList.toggle("chosen", feature?.id === id);
    path.classList.toggle("off", hidden.has(link?.state ?? "") || hidden.has(`mode:${link?.mode}`));
  }
  for (const gate of box.querySelectorAll<SVGElement>("[data-crossing]")) {
    const id = gate.dataset.crossing ?? "";
    gate.classList.toggle("lit", chosen?.crossings.includes(id) ?? false);
    gate.classList.toggle("off", hidden.has("gates") || hidden.has(index.crossings.get(id)?.state ?? ""));
  }
  for (const text of box.querySelectorAll<SVGElement>("text[data-place]")) {
    text.textContent = nameIn(index.places.get(text.dataset.place ?? "")?.names ?? [], language);
  }
}
