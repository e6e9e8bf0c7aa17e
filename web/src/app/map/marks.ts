// The openings as switches on the map: buttons that the keyboard reaches too.
import { Marker, type Map as GlMap } from "maplibre-gl";
import { boxOf, decode } from "../../map/geometry.ts";
import { el } from "../../dom.ts";
import type { Index } from "../../payload.ts";
import { openOf } from "../edits.ts";
import { titled, type Page } from "../page.ts";
import { shownOpenings, turn } from "../openings.ts";
import { spread } from "./spread.ts";

/** Pixels between the middles of two marks. */
const GAP = 25;

/** Where an opening's switch stands: at its first gate, else in the middle of its longest link. */
export function spotOf(index: Index, id: string): [number, number] | null {
  const opening = index.openings.get(id);
  const gate = opening?.crossings.map((one) => index.crossings.get(one)?.at).find((at) => at !== undefined);
  if (gate) return gate;
  const lines = (opening?.links ?? []).map((link) => decode(index.links.get(link)?.line ?? [], index.data.step));
  const line = lines.sort((a, b) => b.length - a.length)[0] ?? [];
  const at = line[Math.floor(line.length / 2)];
  return at ? [at[0] ?? 0, at[1] ?? 0] : null;
}

/** Around the openings that wait for a decision; the region's own view where there are too few. */
export function viewOf({ index, region, session }: Page): [number, number, number, number] {
  const spots = session.decisions.map((id) => spotOf(index, id)).filter((at) => at !== null);
  return spots.length > 1 ? boxOf(spots) : region.view;
}

export interface Mark {
  button: HTMLButtonElement;
  marker: Marker;
}

export function drawMarks(map: GlMap, page: Page): void {
  const marks = new Map<string, Mark>();
  for (const id of page.session.openings) {
    const spot = spotOf(page.index, id);
    if (!spot) continue;
    const button = el("button", { type: "button", class: "mark", role: "switch", "data-mark": id });
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      turn(page, id);
    });
    // A mark is a way to look as well: what it says stands in the card beside the pointer.
    button.addEventListener("focus", () => page.store.set({ focus: id, feature: null }));
    marks.set(id, { button, marker: new Marker({ element: button }).setLngLat(spot) });
  }
  const arrange = () => separate(map, marks);
  map.on("zoomend", arrange);
  map.on("resize", arrange);
  page.store.listen((now, before) => {
    const listed = new Set(shownOpenings(page));
    const open = new Set(openOf(now.edits));
    let changed = false;
    for (const [id, { button, marker }] of marks) {
      const on = open.has(id);
      button.setAttribute("aria-checked", String(on));
      if (now === before || now.language !== before.language) {
        // MapLibre names every marker alike; each switch needs its own name.
        button.setAttribute("aria-label", titled(page, id));
      }
      button.classList.toggle("focused", now.focus === id);
      const wanted = listed.has(id) || on;
      if (wanted === button.isConnected) continue;
      if (wanted) marker.addTo(map);
      else marker.remove();
      button.setAttribute("role", "switch");
      button.setAttribute("aria-label", titled(page, id));
      changed = true;
    }
    if (changed) arrange();
  });
}

/** Moves marks apart at the zoom of the map. */
function separate(map: GlMap, marks: Map<string, Mark>): void {
  const shown = [...marks.values()].filter(({ button }) => button.isConnected);
  const shifts = spread(shown.map(({ marker }) => map.project(marker.getLngLat())), GAP);
  shown.forEach(({ marker }, i) => marker.setOffset([shifts[i]?.x ?? 0, shifts[i]?.y ?? 0]));
}
