// The legend: shows and hides states, modes, flows and places.
import { el, find } from "../dom.ts";
import { modeName, stateName } from "./facts.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";
import { discs, flowBands, gateLine, stateLine } from "./swatches.ts";

export function initLegend(page: Page): void {
  const body = find("[data-legend-body]");
  if (!body) return;
  onPaper(body.closest("details"));
  let language = "";
  page.store.listen((now) => {
    if (now.language === language) return;
    language = now.language;
    const { states, modes } = page.region.styles;
    body.replaceChildren(
      group(t("legend.shown"), [
        key(page, "flows", flowBands(), t("legend.flows")),
        key(page, "worth", discs(), t("legend.places")),
        key(page, "gates", gateLine(), t("legend.gates")),
      ]),
      group(t("legend.states"), states.map(({ id }) => key(page, id, stateLine(page, id), stateName(page, id)))),
      group(t("legend.modes"), modes.map(({ id }) => key(page, `mode:${id}`, null, modeName(page, id)))),
      el("p", { class: "fine" }, t("legend.how")),
    );
  });
}

/** On paper the legend is open; on the screen it is as the reader left it. */
function onPaper(fold: HTMLDetailsElement | null): void {
  let open = false;
  addEventListener("beforeprint", () => {
    open = fold?.open ?? false;
    if (fold) fold.open = true;
  });
  addEventListener("afterprint", () => {
    if (fold) fold.open = open;
  });
}

function group(title: string, keys: Node[]): HTMLElement {
  return el("fieldset", {}, el("legend", {}, title), ...keys);
}

function key({ store }: Page, id: string, picture: Node | null, label: string): HTMLElement {
  const input = el("input", { type: "checkbox", checked: !store.now.hidden.has(id) });
  input.addEventListener("change", () => {
    const hidden = new Set(store.now.hidden);
    if (input.checked) hidden.delete(id);
    else hidden.add(id);
    store.set({ hidden });
  });
  return el("label", { class: "key" }, input, picture, label);
}
