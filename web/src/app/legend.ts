// The legend: shows and hides states, modes, flows and places.
import { el, find } from "../dom.ts";
import { modeName, stateName } from "./facts.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";

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
        key(page, "flows", sample([["var(--muted)", 8, "", 0.35], ["var(--gain)", 4, "", 1]]), t("legend.flows")),
        key(page, "worth", discs(), t("legend.places")),
        key(page, "gates", sample([["var(--muted)", 3, "", 1]]), t("legend.gates")),
      ]),
      group(t("legend.states"), states.map(({ id, dash, width }) => key(page, id, sample([[`var(--st-${id})`, 2 * width, dash.map((d) => d * 2 * width).join(" "), 1]]), stateName(page, id)))),
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

const SVG = "http://www.w3.org/2000/svg";

function svg(...shapes: [string, Record<string, string | number>][]): SVGElement {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 34 12");
  made.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    made.append(shape);
  }
  return made;
}

function sample(lines: [colour: string, width: number, dash: string, opacity: number][]): SVGElement {
  return svg(...lines.map(([stroke, width, dash, opacity]): [string, Record<string, string | number>] => ["path", { d: "M1 6H33", stroke, "stroke-width": width, "stroke-dasharray": dash || "none", "stroke-opacity": opacity }]));
}

function discs(): SVGElement {
  return svg(
    ["circle", { cx: 9, cy: 6, r: 5, fill: "var(--gain)", "fill-opacity": 0.55 }],
    ["circle", { cx: 25, cy: 6, r: 4, fill: "none", stroke: "var(--loss)", "stroke-width": 2 }],
  );
}
