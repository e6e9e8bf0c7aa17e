// The rebuilding programme: planned when it is asked for, since that takes a long solve.
import { el } from "../dom.ts";
import { Index } from "../payload.ts";
import { ApiError, wordsOf } from "./api.ts";
import type { Job, Programme } from "./contract.ts";
import { jobLine } from "./jobs.ts";
import { kept } from "./kept.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";
import { whenDone, type Progress } from "./whendone.ts";

/** How the plan stands, and where that is shown: the box is made anew in another language. */
const planning = { busy: false, job: null as Job | null, problem: "", box: null as HTMLElement | null };

/** Has the programme planned and takes it up. */
async function planProgramme(page: Page, progress: Progress): Promise<void> {
  const { stages } = await whenDone<Programme>(page, "/api/programme", progress);
  if (!stages) throw new ApiError("no_programme", t("plan.none"));
  page.index = new Index({ ...page.region, rebuild: stages });
  page.store.set({});
}

/** Stands where the programme's slider will be: a button, then the progress of the plan; a sentence where nothing can be planned. */
export function planner(page: Page): HTMLElement {
  if (!page.session.programme) return el("p", { class: "time plan fine" }, t("plan.none"));
  planning.box = el("div", { class: "time plan", tabindex: -1 });
  draw(page);
  return planning.box;
}

/** Whether a job is the plan that the page shows: of the region as it stands. */
export const isPlan = ({ kind, query }: Job): boolean => kind === "programme" && !query;

/** Has the programme planned, or waits for it where it is being planned, and shows how that stands. */
export async function plan(page: Page): Promise<void> {
  if (planning.busy) return;
  Object.assign(planning, { busy: true, job: null, problem: "" });
  try {
    await planProgramme(page, (job) => {
      planning.job = job;
      draw(page);
    });
  } catch (error) {
    planning.problem = wordsOf(error).join(" ");
  }
  Object.assign(planning, { busy: false, job: null });
  draw(page);
}

function draw(page: Page): void {
  const { box, job, problem } = planning;
  if (!box) return;
  const again = kept(box);
  const button = el("button", { type: "button", class: "plain", "data-plan": true }, t("plan"));
  button.addEventListener("click", () => void plan(page));
  box.replaceChildren(...(job ? [jobLine(job)] : [button, el("p", { class: "fine" }, problem || t("plan.note"))]));
  again(true);
}
