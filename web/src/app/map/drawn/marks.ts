// The openings' marks on a drawing: those that the map has.
import { shownOpenings } from "../../openings.ts";
import type { Page } from "../../page.ts";
import { markParts } from "../../swatches.ts";
import { spotOf } from "../marks.ts";
import { spread } from "../spread.ts";
import type { Shown } from "./network.ts";
import { shape, type Sheet } from "./sheet.ts";

const RADIUS = 11;

/** Openings with a mark: listed ones, and all that are on. */
export function marked(page: Page, { open }: Shown): string[] {
  const wanted = new Set([...shownOpenings(page), ...open]);
  return page.session.openings.filter((id) => wanted.has(id) && spotOf(page.index, id));
}

export function marks(page: Page, shown: Shown, { at }: Sheet): SVGElement[] {
  const ids = marked(page, shown);
  const spots = ids.map((id) => at(spotOf(page.index, id) ?? [0, 0])).map(([x, y]) => ({ x, y }));
  const shifts = spread(spots, 2.1 * RADIUS);
  return ids.map((id, i) => {
    const [x, y] = [(spots[i]?.x ?? 0) + (shifts[i]?.x ?? 0), (spots[i]?.y ?? 0) + (shifts[i]?.y ?? 0)];
    return shape("g", { "data-drawn-mark": id }, ...markParts(shown.open.includes(id), x, y, RADIUS).map(([tag, look]) => shape(tag, look)));
  });
}
