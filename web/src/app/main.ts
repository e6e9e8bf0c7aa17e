// The map application's script: session and map from the server, then every part of the page.
import { el, find } from "../dom.ts";
import { Index } from "../payload.ts";
import { systemTheme } from "../theme.ts";
import { Answers } from "./answers.ts";
import { get, wordsOf } from "./api.ts";
import { initCanvas } from "./canvas.ts";
import type { Region, Session, Timeline } from "./contract.ts";
import { initDraft } from "./draft.ts";
import { Events } from "./events.ts";
import { initList } from "./list.ts";
import { initLive } from "./live.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";
import { fragmentOf, linkedOf, toldOf } from "./permalink.ts";
import { initPrefs } from "./prefs.ts";
import { initShare } from "./share.ts";
import { initSliders } from "./sliders.ts";
import { speak } from "./speak.ts";
import { Store, type State } from "./state.ts";
import { initParts, initTabs } from "./tabs.ts";
import { isPlan, plan } from "./plan.ts";
import { initRunning } from "./running.ts";
import { initTimes } from "./times.ts";
import { initMenus, initSkips, initTools } from "./tools.ts";

/** Changes of the address in a row, and milliseconds that make up for one: browsers refuse more than 100 in 30 seconds. */
const IN_A_ROW = 30;
const PACE = 500;

async function start(): Promise<void> {
  const session = await get<Session>("/api/session");
  const region = await get<Region>(session.map.url);
  const index = new Index(region);
  const { state, unknown } = linkedOf(location.hash, new Set(session.openings), session.sliders, (feature) => index.has(feature));
  const language = state.language ?? "en";
  await speak(language);
  const first: State = {
    edits: [], settings: {}, asOf: null, shown: null, stop: 0, focus: null, feature: null, lit: [], tab: "result", measure: "benefit", other: "0", view: null,
    names: "en", theme: systemTheme(), hidden: new Set(), filter: "decisions", search: "",
    ...state, language,
  };
  const store = new Store(first);
  const page: Page = { session, region, index, timeline: null, store, answers: new Answers(store), events: new Events() };
  const title = find("[data-region]");
  if (title) title.textContent = region.title;
  document.title = `Reopen: ${region.title}`;
  initPrefs(page);
  initDraft(page);
  initTools(page);
  initMenus();
  initSkips();
  initParts();
  initList(page);
  initSliders(page);
  initTimes(page);
  initTabs(page);
  const notify = initLive(page, unknown.length ? [`${t("link.unknown")} ${toldOf(unknown)}`] : []);
  initShare(page);
  initRunning(page);
  page.events.connect();
  keepLink(store);
  await initCanvas(page);
  later(page).catch((error: unknown) => notify(wordsOf(error)));
}

/** Keeps the page's address in step with its state. */
function keepLink(store: Store): void {
  let last = "";
  let timer = 0;
  let [left, at] = [IN_A_ROW, Date.now()];
  const write = () => {
    clearTimeout(timer);
    timer = 0;
    left = Math.min(IN_A_ROW, left + (Date.now() - at) / PACE) - 1;
    at = Date.now();
    history.replaceState(null, "", last);
  };
  store.listen((now) => {
    const fragment = fragmentOf(now);
    if (fragment === last) return;
    last = fragment;
    clearTimeout(timer);
    if (left + (Date.now() - at) / PACE >= 1) write();
    else timer = window.setTimeout(write, PACE);
  });
  addEventListener("pagehide", () => timer && write());
  // Only a link that somebody pastes or follows changes the fragment from outside.
  addEventListener("hashchange", () => {
    clearTimeout(timer);
    timer = 0;
    location.reload();
  });
}

/** What is not needed to answer: the programme where somebody has had it planned, or a link asks for it; the record in time. */
async function later(page: Page): Promise<void> {
  const planned = page.session.jobs.some((job) => isPlan(job) && !["failed", "cancelled"].includes(job.state));
  if (page.session.programme && (planned || page.store.now.stop)) void plan(page);
  page.timeline = await get<Timeline>("/api/timeline");
  page.store.set({});
}

start().catch((error: unknown) => {
  const status = find("[data-status]");
  status?.replaceChildren(...wordsOf(error).map((line) => el("span", {}, line)));
  document.documentElement.dataset.map = "none";
});
