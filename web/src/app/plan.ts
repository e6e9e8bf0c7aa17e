// The rebuilding programme: planned when it is asked for, since that takes a long solve.
import { el } from "../dom.ts";
import { Index } from "../payload.ts";
import { ApiError, wordsOf } from "./api.ts";
import type { Programme } from "./contract.ts";
import { jobLine } from "./jobs.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";
import { whenDone, type Progress } from "./whendone.ts";

/** Has the programme planned and takes it up. */
export async function planProgramme(page: Page, progress: Progress): Promise<void> {
  const { stages } = await whenDone<Programme>(page, "/api/programme", progress);
  if (!stages) throw new ApiError("no_programme", t("plan.none"));
  page.index = new Index({ ...page.region, rebuild: stages });
  page.store.set({});
}

/** Stands where the programme's slider will be: a button, then the progress of the plan. */
export function planner(page: Page): HTMLElement {
  const box = el("div", { class: "time plan" });
  const button = el("button", { type: "button", class: "plain", "data-plan": true }, t("plan"));
  const start = () => {
    planProgramme(page, (job) => box.replaceChildren(jobLine(job))).catch((error: unknown) => {
      box.replaceChildren(el("p", { class: "fine" }, wordsOf(error).join(" ")), button);
    });
  };
  button.addEventListener("click", start);
  box.append(button, el("p", { class: "fine" }, t("plan.note")));
  return box;
}
