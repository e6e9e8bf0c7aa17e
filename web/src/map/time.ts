// The time slider of the map: moves through the rebuilding programme, by hand, by keyboard or by itself.
import type { Chooser } from "../choice.ts";
import { find } from "../dom.ts";
import type { Index } from "../payload.ts";
import { momentAt, sentenceOf } from "./moment.ts";
import { paintMoment } from "./svgmoment.ts";

/** Milliseconds that each stop is shown for. */
const PACE = 450;

export function initTime(index: Index, chooser: Chooser): void {
  const { rebuild } = index.data;
  const slider = find<HTMLInputElement>("#time");
  const says = find("[data-time-says]");
  if (!rebuild || !slider || !says) return;
  const label = find("[data-time-label]");
  const stages = find("[data-stages]");
  slider.addEventListener("input", () => chooser.set({ stop: Number(slider.value) }));
  initPlay(slider, says, chooser);
  chooser.listen(({ stop }) => {
    const moment = momentAt(index, stop);
    const date = moment?.label ?? index.data.as_of;
    slider.value = String(stop);
    slider.setAttribute("aria-valuetext", moment ? `by ${date}` : `as of ${date}`);
    if (label) label.textContent = date;
    says.textContent = moment ? sentenceOf(moment) : `The map shows ${date}. Move the slider to see the programme in time.`;
    if (stages) stages.hidden = !moment;
    paintMoment(index, moment);
  });
}

/** Plays from where the slider stands, or from the start once it is at the end. */
function initPlay(slider: HTMLInputElement, says: HTMLElement, chooser: Chooser): void {
  const button = find("[data-time-play]");
  let timer: number | undefined;
  const set = (playing: boolean) => {
    window.clearInterval(timer);
    timer = playing ? window.setInterval(step, PACE) : undefined;
    // Nobody can listen to a sentence every half second.
    says.setAttribute("aria-live", playing ? "off" : "polite");
    if (!button) return;
    button.textContent = playing ? "Pause" : "Play";
    button.setAttribute("aria-pressed", String(playing));
  };
  const step = () => {
    const next = Number(slider.value) + 1;
    chooser.set({ stop: Math.min(next, Number(slider.max)) });
    if (next >= Number(slider.max)) set(false);
  };
  button?.addEventListener("click", () => {
    if (timer === undefined && slider.value === slider.max) chooser.set({ stop: 0 });
    set(timer === undefined);
  });
  slider.addEventListener("input", () => set(false));
}
