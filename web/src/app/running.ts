// Long solves that ran before the page was opened or loaded anew: how they stand, and what they have found.
import { el, find } from "../dom.ts";
import { wordsOf } from "./api.ts";
import type { Job } from "./contract.ts";
import { jobLine, jobWords } from "./jobs.ts";
import { kept } from "./kept.ts";
import { known, t } from "./messages.ts";
import type { Page } from "./page.ts";
import { isPlan } from "./plan.ts";
import { finished } from "./whendone.ts";

export function initRunning(page: Page): void {
  const box = find("[data-running]");
  if (!box) return;
  for (const job of page.session.jobs) {
    // The plan is shown where its slider will be.
    if ((job.state === "waiting" || job.state === "running") && !isPlan(job)) void follow(page, box, job);
  }
}

async function follow(page: Page, box: HTMLElement, job: Job): Promise<void> {
  const line = el("div", { tabindex: -1 });
  const show = (...nodes: (Node | string)[]) => {
    const again = kept(line);
    line.replaceChildren(...nodes);
    again(true);
  };
  box.append(line);
  // The view of packages shows its solve itself.
  page.store.listen(({ tab }) => (line.hidden = tab === job.kind));
  try {
    const done = await finished(page, job, (now) => show(jobLine(now)));
    show(jobWords(done), ...found(page, done), close(line));
  } catch (error) {
    show(el("span", {}, `${known("job", job.kind, job.kind)}: ${wordsOf(error).join(" ")}`), close(line));
  }
}

/** Packages are in their view; what has no view is a file. */
function found(page: Page, { kind, result }: Job): Node[] {
  if (kind === "programme") return [];
  if (kind !== "packages") {
    const name = kind === "report" ? "report.html" : `${kind}.json`;
    return [el("a", { href: result ?? "", download: name, "data-found": kind }, kind === "report" ? t("share.report.get") : name)];
  }
  const show = el("button", { type: "button", class: "plain" }, t("tab.packages"));
  show.addEventListener("click", () => page.store.set({ tab: "packages" }));
  return [show];
}

function close(line: HTMLElement): HTMLElement {
  const button = el("button", { type: "button", class: "plain" }, t("close"));
  button.addEventListener("click", () => line.remove());
  return button;
}
