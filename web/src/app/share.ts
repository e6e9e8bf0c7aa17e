// Sharing: a link with the whole state, pictures of map and charts, tables as CSV, the report as one file.
import { el, find } from "../dom.ts";
import { queryOf, send, wordsOf } from "./api.ts";
import { caveatsOf } from "./caveats.ts";
import type { Answer, Job } from "./contract.ts";
import { openOf } from "./edits.ts";
import { jobLine } from "./jobs.ts";
import { say } from "./live.ts";
import { drawing } from "./map/drawing.ts";
import { known, t, type Key } from "./messages.ts";
import { titlesWithin } from "./openings.ts";
import type { Page } from "./page.ts";
import { fragmentOf } from "./permalink.ts";
import { across, pngOf, save, svgText, underlined } from "./pictures.ts";
import { headOf, strays } from "./result.ts";
import { fileWhenDone, finished } from "./whendone.ts";

export function initShare(page: Page): void {
  const menu = find("[data-share-menu]");
  const fold = find<HTMLDetailsElement>("[data-share]");
  if (!menu || !fold) return;
  // Addresses of tables hold the question, so the menu is made when it is opened.
  fold.addEventListener("toggle", () => fold.open && menu.replaceChildren(...content(page)));
}

function content(page: Page): Node[] {
  return [
    action("share.link", () => copy(new URL(fragmentOf(page.store.now), location.href).href)),
    el("p", { class: "fine" }, t("share.link.note")),
    el("h2", {}, t("share.pictures")),
    el("div", { class: "row" }, ...pictures(page)),
    el("h2", {}, t("share.tables")),
    el("ul", { class: "plain-list columns" }, ...page.session.tables.map((id) => tableLink(page, id))),
    el("h2", {}, t("share.report")),
    reportMaker(page),
    action("share.print", () => window.print()),
  ];
}

function action(key: Key, act: () => unknown): HTMLButtonElement {
  const button = el("button", { type: "button", class: "plain", "data-share-act": key }, t(key));
  button.addEventListener("click", () => void Promise.resolve(act()).catch((error: unknown) => button.after(wordsOf(error).join(" "))));
  return button;
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say(t("share.copied"));
}

function pictures(page: Page): HTMLElement[] {
  const chart = () => {
    const drawn = shown(find<SVGSVGElement>("[data-panel] figure:not(.maps) svg"));
    const { answer } = page.answers.now;
    const measure = drawn.closest(".bars")?.querySelector("figcaption")?.textContent;
    return answer && measure ? underlined(drawn, captionOf(page, answer, measure, drawn)) : drawn;
  };
  const map = () => drawing(page);
  const name = `reopen-${page.session.region.id}`;
  return [
    action("share.map.png", async () => save(await pngOf(map()), `${name}-map.png`)),
    action("share.map.svg", () => save(new Blob([svgText(map())], { type: "image/svg+xml" }), `${name}-map.svg`)),
    action("share.chart.png", async () => save(await pngOf(chart()), `${name}-chart.png`)),
    action("share.chart.svg", () => save(new Blob([svgText(chart())], { type: "image/svg+xml" }), `${name}-chart.svg`)),
  ];
}

/** What a chart of an answer is of, what is on, and what has to be known beside it. */
function captionOf(page: Page, answer: Answer, measure: string, drawn: SVGSVGElement): string[] {
  const stray = strays(page, answer, page.answers.now.ranges) ? [t("range.outside")] : [];
  return [measure, headOf(answer), titlesWithin(page, answer.open, across(drawn)), ...caveatsOf(page, answer).map(([, words]) => words), ...stray].filter(Boolean);
}

function shown(chart: SVGSVGElement | undefined): SVGSVGElement {
  if (!chart) throw new Error(t("share.nochart"));
  return chart;
}

/** A table that needs a long solve is saved once that is done: until then its address answers how the solve stands. */
function tableLink(page: Page, id: string): HTMLElement {
  const link = el("a", { href: `/api/tables/${id}.csv?${queryOf(page.store.now)}`, download: `${id}.csv` }, known("table", id, id));
  const told = el("div", { "data-table-told": id });
  let busy = false;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    told.replaceChildren(el("p", { class: "fine" }, t("waiting")));
    try {
      save(await fileWhenDone(page, link.href, (job) => told.replaceChildren(jobLine(job))), link.download);
      told.replaceChildren();
    } catch (error) {
      told.replaceChildren(el("p", { class: "flag", role: "alert" }, wordsOf(error).join(" ")));
    }
    busy = false;
  });
  return el("li", {}, link, told);
}

/** The report that is being made or was made last, and where it is shown: the menu around it is made anew each time. */
const report = { busy: false, job: null as Job | null, file: "", problem: "", box: null as HTMLElement | null };

/** Makes the single-file report in a job and offers it once it is done. */
function reportMaker(page: Page): HTMLElement {
  report.box = el("div", { "data-report": true });
  drawReport(page);
  return report.box;
}

async function makeReport(page: Page): Promise<void> {
  if (report.busy) return;
  Object.assign(report, { busy: true, file: "", problem: "" });
  const progress = (job: Job) => {
    report.job = job;
    drawReport(page);
  };
  try {
    const { edits, settings, asOf } = page.store.now;
    const job = await send<Job>("POST", "/api/jobs", { kind: "report", open: openOf(edits), settings, as_of: asOf });
    progress(job);
    report.file = (await finished(page, job, progress)).result ?? "";
    say(t("share.report.get"));
  } catch (error) {
    report.problem = wordsOf(error).join(" ");
  }
  Object.assign(report, { busy: false, job: null });
  drawReport(page);
}

function drawReport(page: Page): void {
  const { box, job, file, problem } = report;
  const link = file && el("p", {}, el("a", { href: file, download: "report.html", "data-report-file": true }, t("share.report.get")));
  const flag = problem && el("p", { class: "flag" }, problem);
  box?.replaceChildren(...(job ? [jobLine(job)] : [link, flag, action("share.report.make", () => makeReport(page))]).filter((node) => node !== ""));
}
