// The legend: shows and hides states, modes, flows and places.
import { el, find } from "../dom.ts";
import { modeName, stateName } from "./facts.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";
import { discs, flowBands, gates, litLine, mark, modeLine, openedLine, stateLine } from "./swatches.ts";

export function initLegend(page: Page): void {
  const body = find("[data-legend-body]");
  if (!body) return;
  let language = "";
  page.store.listen((now) => {
    if (now.language === language) return;
    language = now.language;
    const { states, modes } = page.region.styles;
    body.replaceChildren(
      group(t("legend.shown"), [
        key(page, "flows", flowBands(), t("legend.flows")),
        key(page, "worth", discs(), t("legend.places")),
        key(page, "gates", gates(), t("legend.gates")),
      ]),
      group(t("part.list"), [
        entry(mark(true), t("legend.on")),
        entry(mark(false), t("legend.off")),
        entry(openedLine(), t("legend.opened")),
        entry(litLine(), t("legend.lit")),
      ]),
      group(t("legend.states"), states.map(({ id }) => key(page, id, stateLine(page, id), stateName(page, id)))),
      group(t("legend.modes"), modes.map(({ id }) => key(page, `mode:${id}`, modeLine(page, id), modeName(page, id)))),
      el("p", { class: "fine" }, t("legend.how")),
    );
  });
}

function group(title: string, keys: Node[]): HTMLElement {
  return el("fieldset", {}, el("legend", {}, title), ...keys);
}

/** What is always shown. */
function entry(picture: Node, label: string): HTMLElement {
  return el("span", { class: "key" }, picture, label);
}

function key({ store }: Page, id: string, picture: Node, label: string): HTMLElement {
  const input = el("input", { type: "checkbox", checked: !store.now.hidden.has(id) });
  input.addEventListener("change", () => {
    const hidden = new Set(store.now.hidden);
    if (input.checked) hidden.delete(id);
    else hidden.add(id);
    store.set({ hidden });
  });
  return el("label", { class: "key" }, input, picture, label);
}
