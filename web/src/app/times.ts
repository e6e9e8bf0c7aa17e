// Two sliders in time: the record as of a date, and the programme's months; both play by themselves.
import { el, find } from "../dom.ts";
import { amount } from "../format.ts";
import { momentAt } from "../map/moment.ts";
import { t } from "./messages.ts";
import { dateOnMap, dateShown } from "./map/shown.ts";
import type { Page } from "./page.ts";
import { planner } from "./plan.ts";
import type { State } from "./state.ts";

/** Milliseconds that each stop is shown for. */
const PACE = 450;

/** Dates of the record's slider: those on which something changed, up to the session's. */
function datesOf({ timeline, session }: Page): string[] {
  return [...new Set([...(timeline?.dates ?? []).filter((date) => date < session.as_of), session.as_of])].sort();
}

export function initTimes(page: Page): void {
  const box = find("[data-times]");
  if (!box) return;
  let key = "";
  let update: ((now: State) => void)[] = [];
  page.store.listen((now) => {
    const made = [now.language, page.timeline ? 1 : 0, page.index.data.rebuild ? 1 : 0].join();
    if (made !== key) {
      key = made;
      const parts = [record(page), page.index.data.rebuild ? programme(page) : { node: planner(page), follow: () => undefined }];
      box.replaceChildren(...parts.map(({ node }) => node));
      update = parts.map(({ follow }) => follow);
    }
    for (const follow of update) follow(now);
  });
}

interface Part {
  node: HTMLElement;
  follow: (now: State) => void;
}

interface Parts {
  slider: HTMLInputElement;
  button: HTMLButtonElement;
  label: HTMLElement;
  says: HTMLElement;
  node: HTMLElement;
}

function parts(id: string, name: string, last: number): Parts {
  const slider = el("input", { type: "range", min: 0, max: last, step: 1, value: 0, id: `time-${id}`, "aria-label": name });
  const button = el("button", { type: "button", class: "plain play", "aria-label": t("play.label", { what: name }), "data-play": id }, "▶");
  const label = el("output", { class: "when", "data-when": id });
  const says = el("p", { class: "fine", "data-says": id });
  const node = el("div", { class: "time" }, button, el("label", { for: `time-${id}` }, name), label, slider, says);
  return { slider, button, label, says, node };
}

/** Plays from where the slider stands, or from the start once it is at the end. */
function play({ slider, button }: Parts, go: (stop: number) => void): void {
  let timer: number | undefined;
  const set = (playing: boolean) => {
    window.clearInterval(timer);
    timer = playing ? window.setInterval(step, PACE) : undefined;
    button.textContent = playing ? "❚❚" : "▶";
    button.setAttribute("aria-pressed", String(playing));
  };
  const step = () => {
    // The part is drawn anew in another language: the old one stops.
    if (!slider.isConnected) return set(false);
    const next = Number(slider.value) + 1;
    go(Math.min(next, Number(slider.max)));
    if (next >= Number(slider.max)) set(false);
  };
  button.addEventListener("click", () => {
    if (timer === undefined && slider.value === slider.max) go(0);
    set(timer === undefined);
  });
  slider.addEventListener("input", () => {
    set(false);
    go(Number(slider.value));
  });
}

function record(page: Page): Part {
  const dates = datesOf(page);
  // Until the record has arrived there is one date, and it is the newest: its place is the end.
  const one = dates.length < 2;
  const made = parts("record", t("time.record"), one ? 1 : dates.length - 1);
  made.slider.disabled = made.button.disabled = one;
  play(made, (stop) => page.store.set({ shown: dates[stop] ?? null, stop: 0 }));
  const ask = el("button", { type: "button", class: "plain", "data-ask-date": true });
  ask.addEventListener("click", () => {
    const date = dateShown(page);
    page.store.ask({ asOf: date === page.session.as_of ? null : date }, { shown: null });
  });
  const apart = el("span", { "data-apart": true });
  made.says.append(apart, ask);
  return {
    node: made.node,
    follow: (now) => {
      const date = dateShown(page);
      const before = dates.filter((one) => one <= date).length - 1;
      made.slider.value = one ? made.slider.max : String(Math.max(before, 0));
      made.slider.setAttribute("aria-valuetext", t("time.asof", { date }));
      made.label.textContent = date;
      const answered = now.asOf ?? page.session.as_of;
      ask.textContent = t("time.ask", { date });
      ask.hidden = date === answered || now.stop > 0;
      const shown = dateOnMap(page);
      apart.textContent = shown === answered ? "" : t("result.dates", { shown, date: answered });
    },
  };
}

function programme(page: Page): Part {
  const months = page.index.data.rebuild?.months ?? [];
  const made = parts("programme", t("time.programme"), months.length - 1);
  play(made, (stop) => page.store.set({ stop, shown: null }));
  return {
    node: made.node,
    follow: ({ stop }) => {
      const moment = momentAt(page.index, stop);
      made.slider.value = String(stop);
      made.label.textContent = moment?.label ?? t("time.today");
      made.slider.setAttribute("aria-valuetext", moment?.label ?? t("time.today"));
      made.says.textContent = moment ? sentence(page, stop) : "";
    },
  };
}

/** What the programme has come to at a stop. */
function sentence(page: Page, stop: number): string {
  const moment = momentAt(page.index, stop);
  if (!moment) return "";
  const count = (stage: string) => moment.places.filter((one) => one.stage === stage).length;
  const numbers = { home: amount(moment.home), passable: moment.passable, clearing: count("clearing"), works: count("works") };
  return t("time.sentence", { date: moment.label, ...numbers });
}
