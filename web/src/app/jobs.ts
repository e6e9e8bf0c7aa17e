// Long solves: how they stand, and a button that cancels them.
import { el } from "../dom.ts";
import { send, wordsOf } from "./api.ts";
import type { Job } from "./contract.ts";
import { known, t, type Key } from "./messages.ts";

/** One line on a job, with its progress and a button that cancels it while it can be cancelled. */
export function jobLine(job: Job): HTMLElement {
  const { kind, state, stage, share, message } = job;
  const what = known("job", kind, kind);
  const words = [what, t(`job.${state}` as Key), stage, message].filter(Boolean).join(": ");
  const line = el("div", { class: "row job", "data-job": job.id }, el("span", {}, words));
  if (state !== "waiting" && state !== "running") return line;
  const cancel = el("button", { type: "button", class: "plain" }, t("cancel"));
  cancel.addEventListener("click", () => {
    cancel.disabled = true;
    send("DELETE", `/api/jobs/${encodeURIComponent(job.id)}`).catch((error: unknown) => line.append(wordsOf(error).join(" ")));
  });
  line.append(el("progress", { value: share, max: 1, "aria-label": what }), cancel);
  return line;
}
