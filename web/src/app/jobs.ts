// Long solves: how they stand, and a button that cancels them.
import { el } from "../dom.ts";
import { send, wordsOf } from "./api.ts";
import type { Job } from "./contract.ts";
import { known, t, type Key } from "./messages.ts";

/** A job, how it stands and what it does now, in words; what has gone wrong. */
export function jobWords({ kind, state, stage, message }: Job): string {
  const doing = state === "running" && stage ? known("doing", stage, t("doing.other")) : "";
  return [known("job", kind, kind), t(`job.${state}` as Key), doing, message].filter(Boolean).join(": ");
}

/** One line on a job, with its progress and a button that cancels it while it can be cancelled. */
export function jobLine(job: Job): HTMLElement {
  const { kind, state, share } = job;
  const line = el("div", { class: "row job", "data-job": job.id }, el("span", {}, jobWords(job)));
  if (state !== "waiting" && state !== "running") return line;
  const cancel = el("button", { type: "button", class: "plain" }, t("cancel"));
  cancel.addEventListener("click", () => {
    // Not disabled, so that the keyboard does not lose its place; to cancel twice is to cancel.
    cancel.ariaDisabled = "true";
    send("DELETE", `/api/jobs/${encodeURIComponent(job.id)}`).catch((error: unknown) => line.append(wordsOf(error).join(" ")));
  });
  line.append(el("progress", { value: share, max: 1, "aria-label": known("job", kind, kind) }), cancel);
  return line;
}
