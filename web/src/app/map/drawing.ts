// The map as SVG: what WebGL cannot give, that is a file to share, paper, small maps, and a map where there is no WebGL.
import { caveatsOf } from "../caveats.ts";
import { openOf } from "../edits.ts";
import { t } from "../messages.ts";
import type { Page } from "../page.ts";
import { wrapped } from "../pictures.ts";
import { titlesWithin } from "../openings.ts";
import { ground, isLarge, names } from "./drawn/ground.ts";
import { key } from "./drawn/key.ts";
import { marks } from "./drawn/marks.ts";
import { compared, flows, links, worth, type Shown } from "./drawn/network.ts";
import { shape, sheetOf, words, type Sheet } from "./drawn/sheet.ts";
import { comparedLinks, dateOnMap, momentShown, scalesOf } from "./shown.ts";

/** Characters of a line of the caption. */
const LONGEST = 140;

/** The map with what is to be shown on it; names go on top. */
export function mapOf(page: Page, shown: Shown, sheet: Sheet, called: SVGElement[]): SVGSVGElement {
  const { width, height } = sheet;
  const look = { viewBox: `0 0 ${width} ${height}`, width, height, xmlns: "http://www.w3.org/2000/svg", role: "img", "aria-label": page.region.title };
  return shape("svg", look, ...ground(page, sheet), ...flows(page, shown, sheet), ...links(page, shown, sheet), ...compared(page, shown, sheet), ...worth(page, shown, sheet), ...called) as SVGSVGElement;
}

/** What the page shows at present. */
function present(page: Page): Shown {
  const { answer } = page.answers.now;
  const { edits, hidden } = page.store.now;
  return { answer, open: openOf(edits), compared: comparedLinks(page), moment: momentShown(page), scales: scalesOf(answer), hidden };
}

/** The map of the present state in the report's view; with a legend below it where the page's own is not beside it. */
export function drawing(page: Page, alone = true): SVGSVGElement {
  const shown = present(page);
  const sheet = sheetOf(page.region.view);
  const svg = mapOf(page, shown, sheet, names(page, sheet, 13, isLarge));
  svg.classList.add("drawn");
  if (alone) svg.append(...marks(page, shown, sheet));
  svg.append(...caption(page, sheet));
  if (!alone) return svg;
  const list = onList(page, shown, sheet);
  const { strip, height } = key(page, shown, { ...sheet, height: sheet.height + list.height });
  const whole = sheet.height + list.height + height;
  svg.append(list.strip, strip);
  svg.setAttribute("height", String(whole));
  svg.setAttribute("viewBox", `0 0 ${sheet.width} ${whole}`);
  return svg;
}

/** What the picture is of, so that it can stand without the page: what has to be known beside its numbers stands above. */
function caption(page: Page, { height }: Sheet): SVGElement[] {
  const { region, store, session } = page;
  const said = `${region.title} · ${t("result.open", { n: openOf(store.now.edits).length, date: store.now.asOf ?? session.as_of })} · Reopen ${session.version}`;
  const { answer } = page.answers.now;
  const lines = [...(answer ? caveatsOf(page, answer).map(([, line]) => line) : []), said].flatMap((line) => wrapped(line, LONGEST));
  return lines.map((line, i) => words(line, 15, { x: 14, y: height - 14 - 20 * (lines.length - 1 - i), "stroke-width": 4 }));
}

/** Titles of what is on, in a strip below the map. */
function onList(page: Page, { open }: Shown, { width, height }: Sheet): { strip: SVGElement; height: number } {
  const lines = open.length ? wrapped(titlesWithin(page, open, LONGEST), LONGEST) : [];
  const deep = lines.length ? 20 * lines.length + 8 : 0;
  const texts = lines.map((line, i) => words(line, 15, { x: 14, y: height + 20 * (i + 1), stroke: "none" }));
  return { strip: shape("g", { "data-on": "" }, shape("rect", { y: height, width, height: deep, fill: "var(--card)" }), ...texts), height: deep };
}

/** Keeps a drawing in a box in step with the page. */
export function followDrawing(page: Page, box: HTMLElement): void {
  let shown: SVGSVGElement | null = null;
  let drawn = "";
  const draw = () => {
    const next = drawing(page, false);
    if (shown) shown.replaceWith(next);
    else box.append(next);
    shown = next;
  };
  page.answers.listen(draw);
  page.store.listen((now, before) => {
    const next = [dateOnMap(page), ...comparedLinks(page)].join();
    if (now.edits !== before.edits || now.hidden !== before.hidden || next !== drawn || now.names !== before.names) draw();
    drawn = next;
  });
}
