// Scenarios: save the present one, load, compare, export, import and delete saved ones.
import { el, name } from "../dom.ts";
import { ApiError, get, send, wordsOf } from "./api.ts";
import type { Diff, Scenario } from "./contract.ts";
import { t, type Key } from "./messages.ts";
import { titlesOf } from "./openings.ts";
import type { Page } from "./page.ts";
import { say } from "./live.ts";
import { needed, refresh, scenarios } from "./shelf.ts";
import { diffList } from "./steps.ts";

interface Draft {
  name: string;
  notes: string;
  /** The file that the present scenario was loaded from or saved to. */
  from: Scenario | null;
  problem: string[];
  /** What is to be known of the file that was taken in last. */
  foreign: string;
  diff: { id: string; told: Diff } | null;
}

const draft: Draft = { name: "", notes: "", from: null, problem: [], foreign: "", diff: null };

/** Milliseconds within which the same scenario saved again is the second click of a double click. */
const TWICE = 1000;

/** What is being saved, or was saved last and when. */
const sent = { busy: false, what: "", at: 0 };

export function scenariosPanel(page: Page, redraw: () => void): Node[] {
  needed(redraw, (error) => fail(error, redraw));
  const all = scenarios();
  return [
    el("h2", {}, t("tab.scenarios")),
    ...draft.problem.map((line) => el("p", { class: "flag", role: "alert" }, line)),
    form(page, redraw),
    el("h3", {}, t("scenarios.saved")),
    all ? el("ul", { class: "cards", "data-scenarios": true }, ...all.map((one) => card(page, one, redraw))) : el("p", { class: "fine" }, t("waiting")),
    importer(page, redraw),
  ];
}

function fail(error: unknown, redraw: () => void): void {
  draft.problem = wordsOf(error);
  redraw();
}

/** Does something with the server, lists the scenarios anew, and says how it went. */
async function carry(what: () => Promise<string>, redraw: () => void): Promise<void> {
  draft.foreign = "";
  try {
    const words = await what();
    await refresh();
    draft.problem = [];
    redraw();
    say(words);
  } catch (error) {
    // What was refused may have been changed elsewhere: the list shows it as it is now.
    if (error instanceof ApiError) await refresh().catch(() => undefined);
    fail(error, redraw);
  }
}

/** Saves once: a second click, or Enter pressed twice, makes no second file. */
async function saveOnce(page: Page, what: () => Promise<string>, redraw: () => void): Promise<void> {
  const now = JSON.stringify(present(page));
  if (sent.busy || (now === sent.what && Date.now() - sent.at < TWICE)) return;
  sent.busy = true;
  redraw();
  await carry(what, redraw);
  Object.assign(sent, { busy: false, what: draft.problem.length ? "" : now, at: Date.now() });
  redraw();
}

function form(page: Page, redraw: () => void): HTMLElement {
  // As many characters as the server takes (src/reopen/web/scenario_reading.py).
  const title = el("input", { type: "text", maxlength: 200, required: true, value: draft.name, "data-name": true });
  const notes = el("textarea", { rows: 2, maxlength: 20_000, "data-notes": true }, draft.notes);
  title.addEventListener("input", () => (draft.name = title.value));
  notes.addEventListener("input", () => (draft.notes = notes.value));
  // A button that holds the focus is not disabled, so that the keyboard does not lose its place.
  const busy = sent.busy && { "aria-disabled": "true" };
  const save = el("button", { type: "submit", class: "plain primary", "data-save": true, ...busy }, t("scenarios.save"));
  const renew = draft.from && el("button", { type: "button", class: "plain", "data-renew": true, ...busy }, t("scenarios.renew", { name: draft.from.name }));
  renew?.addEventListener("click", () => void saveOnce(page, () => update(page), redraw));
  const made = el("form", { class: "stack" }, el("label", {}, t("scenarios.name"), title), el("label", {}, t("scenarios.notes"), notes), el("div", { class: "row" }, save, renew));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    void saveOnce(page, () => create(page), redraw);
  });
  return made;
}

/** The present scenario as a file holds it. */
function present({ store: { now }, session }: Page): object {
  return { name: draft.name, notes: draft.notes, as_of: now.asOf ?? session.as_of, edits: now.edits, settings: now.settings };
}

async function create(page: Page): Promise<string> {
  draft.from = await send<Scenario>("POST", "/api/scenarios", present(page));
  return t("scenarios.done", { name: draft.from.name });
}

async function update(page: Page): Promise<string> {
  if (!draft.from) return "";
  draft.from = await send<Scenario>("PUT", `/api/scenarios/${encodeURIComponent(draft.from.id)}`, { ...present(page), revision: draft.from.revision });
  return t("scenarios.done", { name: draft.from.name });
}

function card(page: Page, one: Scenario, redraw: () => void): HTMLElement {
  const base = one.id === "0";
  const label = base ? t("reset") : one.name;
  const button = (key: Key, act: () => void) => {
    const made = el("button", { type: "button", class: "plain", "data-act": key, "aria-label": `${t(key)}: ${label}` }, t(key));
    made.addEventListener("click", act);
    return made;
  };
  const file = el("a", { href: `/api/scenarios/${encodeURIComponent(one.id)}/file`, download: true, "aria-label": `${t("scenarios.export")}: ${label}` }, t("scenarios.export"));
  // A file that cannot be read can only be deleted.
  const acts = one.format ? [
    button("scenarios.load", () => load(page, one, redraw)),
    button("tab.compare", () => page.store.set({ other: one.id, tab: "compare" })),
    !base && draft.from && draft.from.id !== one.id && button("scenarios.diff", () => void showDiff(one.id, redraw)),
    !base && file,
  ] : [];
  return el(
    "li",
    { "data-scenario": one.id },
    el("p", { class: draft.from?.id === one.id ? "now" : undefined }, name(label)),
    !!one.format && el("p", { class: "fine" }, [one.notes && !base ? one.notes : "", one.open.length ? titlesOf(page, one.open) : t("none"), one.saved.slice(0, 16).replace("T", " ")].filter(Boolean).join(" · ")),
    ...one.conflicts.map(({ id, message }) => el("p", { class: "flag" }, `${id}: ${message}`)),
    el("div", { class: "row" }, ...acts, !base && button("scenarios.delete", () => void remove(one, redraw))),
    draft.diff?.id === one.id && diffList(page, draft.diff.told),
  );
}

function load(page: Page, one: Scenario, redraw: () => void): void {
  draft.from = one.id === "0" ? null : one;
  draft.name = draft.from?.name ?? "";
  draft.notes = draft.from?.notes ?? "";
  const known = one.edits.filter(({ id }) => page.session.openings.includes(id));
  const asOf = one.as_of && one.as_of !== page.session.as_of ? one.as_of : null;
  page.store.ask({ edits: known, settings: one.settings, asOf }, { shown: null, stop: 0 });
  redraw();
}

async function remove(one: Scenario, redraw: () => void): Promise<void> {
  if (!confirm(t("scenarios.sure", { name: one.name }))) return;
  await carry(async () => {
    await send("DELETE", `/api/scenarios/${encodeURIComponent(one.id)}`);
    if (draft.from?.id === one.id) draft.from = null;
    return t("scenarios.deleted", { name: one.name });
  }, redraw);
}

async function showDiff(id: string, redraw: () => void): Promise<void> {
  if (!draft.from) return;
  try {
    draft.diff = { id, told: await get<Diff>(`/api/diff?a=${encodeURIComponent(draft.from.id)}&b=${encodeURIComponent(id)}`) };
    redraw();
  } catch (error) {
    fail(error, redraw);
  }
}

/** A file from another machine: read here, checked by the server. */
function importer(page: Page, redraw: () => void): HTMLElement {
  const input = el("input", { type: "file", accept: ".json,application/json", "data-import": true });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (!file) return;
    void carry(async () => {
      const text = await file.text();
      let body: unknown;
      try {
        body = JSON.parse(text);
      } catch {
        throw new Error(t("scenarios.unreadable", { file: file.name }));
      }
      const one = await send<Scenario>("POST", "/api/scenarios", body);
      const here = page.session.region.id;
      // A file of another region has little that could be switched on here: that is told, and what is on stays.
      if (!one.region || one.region === here) load(page, one, redraw);
      else draft.foreign = t("scenarios.foreign", { name: one.name, theirs: one.region, here });
      return draft.foreign || t("scenarios.done", { name: one.name });
    }, redraw);
  });
  return el("div", { class: "stack" }, el("label", {}, t("scenarios.import"), input), draft.foreign && el("p", { class: "flag", "data-foreign": true }, draft.foreign));
}
