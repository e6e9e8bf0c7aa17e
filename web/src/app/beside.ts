// Two small maps, one for each scenario, on one scale: what is open, which flows and which places change.
import { el, name } from "../dom.ts";
import { amount } from "../format.ts";
import { boxOf, decode } from "../map/geometry.ts";
import { pictured } from "./bars.ts";
import type { Answer } from "./contract.ts";
import { mapOf } from "./map/drawing.ts";
import { names } from "./map/drawn/ground.ts";
import { shape, sheetOf } from "./map/drawn/sheet.ts";
import { tell } from "./map/drawn/told.ts";
import { viewOf } from "./map/marks.ts";
import { momentOn, scalesOf } from "./map/shown.ts";
import { t } from "./messages.ts";
import { titlesOf } from "./openings.ts";
import { titled, type Page } from "./page.ts";
import { headOf, sentenceOf } from "./result.ts";
import { discs, flowBands, openedLine } from "./swatches.ts";

interface Side {
  title: string;
  answer: Answer;
}

/** Windows narrower than this have the maps below each other. */
const PHONE = "(max-width: 560px)";

/** Openings named below a map; the view's lists name all. */
const NAMED = 3;

const GAP = 12;

/** Sides of the view in sides of what has to be in it. */
const ROOM = 1.2;

type Box = [west: number, south: number, east: number, north: number];

export function mapsBeside(page: Page, sides: readonly Side[], width: number): HTMLElement {
  const scales = scalesOf(...sides.map(({ answer }) => answer));
  const phone = matchMedia(PHONE).matches;
  const sheet = sheetOf(viewOfBoth(page, sides), Math.max(phone ? width : (width - GAP) / 2, 120));
  const map = (answer: Answer) => {
    const shown = { answer, open: answer.open, compared: [], moment: momentOn(page, answer.as_of), scales, hidden: new Set<string>() };
    const drawn = mapOf(page, shown, sheet, names(page, sheet, 9.5, ({ kind }) => kind === "capital"));
    tell(page, shown, drawn);
    // The words below the map name a few of its openings; whoever does not see it is told of all.
    drawn.prepend(shape("desc", {}, [headOf(answer), titlesOf(page, answer.open)].filter(Boolean).join(". ")));
    return drawn;
  };
  const side = ({ title, answer }: Side) =>
    el(
      "div",
      { "data-beside": title },
      el("p", { class: "kicker" }, name(title)),
      el("p", { class: "sum" }, amount(answer.total.benefit, true)),
      pictured(map(answer), `${title}. ${sentenceOf(page, answer)}`),
      el("p", { class: "fine" }, headOf(answer), el("br"), ...openings(page, answer)),
    );
  return el(
    "figure",
    { class: "bars maps" },
    el("figcaption", { class: "fine" }, `${t("measure.benefit")}, ${t("unit.year")}. ${t("compare.maps")}`),
    el("div", { class: phone ? "" : "beside" }, ...sides.map(side)),
    ...([[openedLine(), t("legend.opened")], [flowBands(), t("legend.flows")], [discs(), t("legend.places")]] as const).map(([swatch, text]) => el("p", { class: "key" }, swatch, text)),
  );
}

/** Around the openings that wait for a decision and what either scenario opens, with room at the edges; never a narrow strip. */
function viewOfBoth(page: Page, sides: readonly Side[]): Box {
  const { index, region } = page;
  const [west, south, east, north] = viewOf(page);
  const opened = sides.flatMap(({ answer }) => answer.open.flatMap((id) => index.openings.get(id)?.links ?? []));
  const lines = opened.flatMap((id) => decode(index.links.get(id)?.line ?? [], region.step));
  const [w, s, e, n] = boxOf([[west, south], [east, north], ...lines]);
  const across = ROOM * Math.max(e - w, 1.3 * (n - s));
  const up = ROOM * Math.max(n - s, 0.5 * (e - w));
  const [x, y] = [(w + e) / 2, (s + n) / 2];
  const [left, bottom, right, top] = region.base.box;
  return [Math.max(left, x - across / 2), Math.max(bottom, y - up / 2), Math.min(right, x + across / 2), Math.min(top, y + up / 2)];
}

/** What a scenario opens, by title. */
function openings(page: Page, { open }: Answer): (Node | string)[] {
  const more = open.length - NAMED;
  const named = open.slice(0, NAMED).flatMap((id, i) => [i ? " · " : "", name(titled(page, id))]);
  return more > 0 ? [...named, ` · +${more}`] : named;
}
