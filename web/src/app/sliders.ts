// Sliders of the model's assumptions; slow ones say so, and the server's progress is shown.
import { el, find } from "../dom.ts";
import type { Slider } from "./contract.ts";
import { changedWords, valueWords } from "./caveats.ts";
import { known, t } from "./messages.ts";
import type { Page } from "./page.ts";

/** Milliseconds that a slider rests before a question is asked. */
const REST = { quick: 60, slow: 400 };

export function initSliders(page: Page): void {
  const box = find("[data-sliders]");
  if (!box) return;
  const mark = find("[data-assume-changed]");
  let language = "";
  page.store.listen((now) => {
    if (now.language !== language) {
      language = now.language;
      box.replaceChildren(...page.session.sliders.map((slider) => line(page, slider)), reset(page));
    }
    // The fold is shut at first: its heading says that something in it is not as it was.
    const n = changedWords(page.session.sliders, now.settings).length;
    if (mark) mark.textContent = n ? t("assumptions.changed", { n }) : "";
    for (const slider of page.session.sliders) show(box, slider, now.settings[slider.id] ?? slider.central);
  });
}

function line(page: Page, slider: Slider): HTMLElement {
  const label = known("slider", slider.id, slider.label);
  const { id, low, high, step, central } = slider;
  const input = el("input", { type: "range", min: low, max: high, step, value: central, "data-slider": id });
  const value = el("output", { "data-slider-value": id });
  let timer = 0;
  input.addEventListener("input", () => {
    input.dataset.moving = "true";
    value.textContent = valueWords(Number(input.value), slider.unit);
    clearTimeout(timer);
    const rest = () => {
      delete input.dataset.moving;
      change(page, slider, Number(input.value));
    };
    timer = window.setTimeout(rest, slider.quick ? REST.quick : REST.slow);
  });
  const hint = slider.quick ? "" : t("slider.slow");
  return el("label", { class: "slider" }, el("span", {}, label, hint && el("small", {}, hint)), value, input);
}

/** One step of undo for each value at which the slider came to rest; the central value is left out. */
function change(page: Page, { id, central }: Slider, value: number): void {
  const { [id]: old, ...rest } = page.store.now.settings;
  if ((old ?? central) === value) return;
  page.store.ask({ settings: value === central ? rest : { ...rest, [id]: value } });
}

function show(box: HTMLElement, slider: Slider, value: number): void {
  const input = box.querySelector<HTMLInputElement>(`[data-slider="${slider.id}"]`);
  const output = box.querySelector(`[data-slider-value="${slider.id}"]`);
  // A slider that is being moved is not taken out of the reader's hand.
  if (input?.dataset.moving) return;
  if (input) input.value = String(value);
  if (output) output.textContent = valueWords(value, slider.unit);
  input?.setAttribute("aria-valuetext", valueWords(value, slider.unit));
}

function reset(page: Page): HTMLElement {
  const button = el("button", { type: "button", class: "plain" }, t("slider.reset"));
  button.addEventListener("click", () => {
    if (Object.keys(page.store.now.settings).length) page.store.ask({ settings: {} });
  });
  return button;
}
