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
const plan = { busy: false, job: null as Job | null, problem: "", box: null as HTMLElement | null };

/** Has the programme planned and takes it up. */
export async function planProgramme(page: Page, progress: Progress): Promise<void> {
  const { stages } = await whenDone<Programme>(page, "/api/programme", progress);
  if (!stages) throw new ApiError("no_programme", t("plan.none"));
  page.index = new Index({ ...page.region, rebuild: stages });
  page.store.set({});
}

/** Stands where the programme's slider will be: a button, then the progress of the plan; a sentence where nothing can be planned. */
export function planner(page: Page): HTMLElement {
  if (!page.session.programme) return el("p", { class: "time plan fine" }, t("plan.none"));
  plan.box = el("div", { class: "time plan", tabindex: -1 });
  draw(page);
  return plan.box;
}

async function start(page: Page): Promise<void> {
  if (plan.busy) return;
  Object.assign(plan, { busy: true, job: null, problem: "" });
  try {
    await planProgramme(page, (job) => {
      plan.job = job;
      draw(page);
    });
  } catch (error) {
    plan.problem = wordsOf(error).join(" ");
  }
  Object.assign(plan, { busy: false, job: null });
  draw(page);
}

function draw(page: Page): void {
  const { box, job, problem } = plan;
  if (!box) return;
  const again = kept(box);
  const button = el("button", { type: "button", class: "plain", "data-plan": true }, t("plan"));
  button.addEventListener("click", () => void start(page));
  box.replaceChildren(...(job ? [jobLine(job)] : [button, el("p", { class: "fine" }, problem || t("plan.note"))]));
  again(true);
}
