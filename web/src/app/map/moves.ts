// Moves of the map to what would be out of sight.
import type { Map as GlMap } from "maplibre-gl";
import { boxOf, decode } from "../../map/geometry.ts";
import { fit } from "../../map/glmap.ts";
import type { Page } from "../page.ts";
import { spotOf, viewOf } from "./marks.ts";

/** Moves to an opening's links unless its switch is in view. */
export function show(map: GlMap, { index }: Page, id: string): void {
  const spot = spotOf(index, id);
  if (!spot || map.getBounds().contains(spot)) return;
  const opening = index.openings.get(id);
  const at = [
    ...(opening?.links ?? []).flatMap((link) => decode(index.links.get(link)?.line ?? [], index.data.step)),
    ...(opening?.crossings ?? []).flatMap((gate) => [index.crossings.get(gate)?.at].filter((one) => one !== undefined)),
  ];
  fit(map, boxOf(at));
}

/** Fits the openings and the programme's settlements unless all settlements are in view. */
export function widen(map: GlMap, page: Page): void {
  const places = (page.index.data.rebuild?.places ?? []).map(({ at }) => at);
  const bounds = map.getBounds();
  if (places.every((at) => bounds.contains(at))) return;
  const [west, south, east, north] = viewOf(page);
  fit(map, boxOf([[west, south], [east, north], ...places]));
}
