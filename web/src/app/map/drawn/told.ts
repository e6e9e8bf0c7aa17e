// What the pointer is told on a drawing: the name of a link or a place, and its numbers.
import { amount } from "../../../format.ts";
import { titleOf } from "../../../map/details.ts";
import { stateName } from "../../facts.ts";
import { t } from "../../messages.ts";
import type { Page } from "../../page.ts";
import { stateOf, type Shown } from "./network.ts";
import { shape } from "./sheet.ts";

/** Gives each part its `<title>` when the pointer first comes to it: to write all of them takes longer than to draw the map. */
export function tell(page: Page, shown: Shown, svg: SVGSVGElement): void {
  svg.addEventListener("pointerover", ({ target }) => {
    const part = target as SVGElement;
    if (part.firstChild) return;
    const { link, flow, worth, opened } = part.dataset;
    if (worth) part.append(shape("title", {}, ofPlace(page, shown, worth)));
    else if (link ?? flow) part.append(shape("title", {}, ofLink(page, shown, link ?? flow ?? "", opened !== undefined)));
  });
}

function ofLink(page: Page, shown: Shown, id: string, opened: boolean): string {
  const link = page.index.links.get(id);
  const flow = shown.answer?.flows.find(([one]) => one === id);
  return [
    titleOf({ kind: "link", id }, page.index, page.store.now.names),
    opened ? t("legend.opened") : link ? stateName(page, stateOf(shown, link)) : "",
    flow ? t("flow", { before: amount(flow[1]), after: amount(flow[2]) }) : "",
  ].filter(Boolean).join(" · ");
}

function ofPlace(page: Page, { answer }: Shown, id: string): string {
  const benefit = answer?.places.find(([one]) => one === id)?.[1];
  return `${titleOf({ kind: "place", id }, page.index, page.store.now.names)} · ${amount(benefit, true)} ${t("unit.year")}`;
}
