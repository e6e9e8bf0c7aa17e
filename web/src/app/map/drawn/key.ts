// The legend of a drawing that leaves the page: what its lines, bands and discs mean, in a strip below the map.
import { modeName, stateName } from "../../facts.ts";
import { t } from "../../messages.ts";
import type { Page } from "../../page.ts";
import { widthOf } from "../../pictures.ts";
import { comparedLine, discs, flowBands, mark, modeLine, openedLine, stateLine } from "../../swatches.ts";
import { marked } from "./marks.ts";
import { statesDrawn, type Shown } from "./network.ts";
import { shape, words, type Sheet } from "./sheet.ts";

const SIZE = 15;
const ROW = 26;
const EDGE = 14;

/** Units of a swatch with the gap after it, and between entries. */
const SWATCH = 50;
const GAP = 24;

/** The strip, to be put below a map of this sheet, and its height. */
export function key(page: Page, shown: Shown, { width, height }: Sheet): { strip: SVGElement; height: number } {
  const modes = new Set(page.region.links.map(({ mode }) => mode));
  const on = new Set(marked(page, shown).map((id) => shown.open.includes(id)));
  const entries: [SVGElement, string][] = [
    ...statesDrawn(page, shown).map((id): [SVGElement, string] => [stateLine(page, id), stateName(page, id)]),
    ...page.region.styles.modes.filter(({ id }) => modes.has(id)).map(({ id }): [SVGElement, string] => [modeLine(page, id), modeName(page, id)]),
    ...[true, false].filter((one) => on.has(one)).map((one): [SVGElement, string] => [mark(one), t(one ? "legend.on" : "legend.off")]),
    [openedLine(), t("legend.opened")],
    ...(shown.compared.length ? [[comparedLine(), t("legend.compared")] as [SVGElement, string]] : []),
    ...(shown.hidden.has("flows") ? [] : [[flowBands(), t("legend.flows")] as [SVGElement, string]]),
    ...(shown.hidden.has("worth") ? [] : [[discs(), t("legend.places")] as [SVGElement, string]]),
  ];
  const drawn: SVGElement[] = [];
  let [x, row] = [EDGE, 0];
  for (const [swatch, text] of entries) {
    const wide = SWATCH + widthOf(text, SIZE);
    if (x > EDGE && x + wide > width - EDGE) [x, row] = [EDGE, row + 1];
    const y = height + ROW * (row + 0.75);
    for (const [name, value] of Object.entries({ x, y: y - 7, width: 40, height: 14 })) swatch.setAttribute(name, String(value));
    drawn.push(swatch, words(text, SIZE, { x: x + SWATCH, y: y + 5, stroke: "none" }));
    x += wide + GAP;
  }
  const deep = ROW * (row + 1.5);
  return { strip: shape("g", { "data-key": "" }, shape("rect", { y: height, width, height: deep, fill: "var(--card)" }), ...drawn), height: deep };
}
