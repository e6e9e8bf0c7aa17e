// What the page says aloud, and the line of its status: recomputing, jobs, problems.
import { el, find } from "../dom.ts";
import { wordsOf } from "./api.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";
import { sentenceOf } from "./result.ts";

/** Milliseconds of rest before a result is said, so that quick switching is not read out step by step. */
const REST = 700;

/** Shows notices until they are closed; the returned call adds some. */
export function initLive(page: Page, notices: readonly string[]): (more: readonly string[]) => void {
  const live = find("[data-live]");
  const status = find("[data-status]");
  let timer = 0;
  let share: number | null = null;
  let said = "";
  const notice = [...notices];
  const show = () => {
    const { waiting, error } = page.answers.now;
    if (!status) return;
    if (error) status.replaceChildren(el("strong", {}, t("problem")), ...wordsOf(error).map((line) => el("span", {}, line)));
    else if (waiting) status.replaceChildren(el("span", {}, share === null ? t("recomputing") : t("recomputing.share", { percent: Math.round(100 * share) })), el("progress", share === null ? { "aria-label": t("recomputing") } : { value: share, max: 1, "aria-label": t("recomputing") }));
    else if (notice.length) status.replaceChildren(...notice.map((line) => el("span", {}, line)), dismiss());
    else status.replaceChildren();
    status.hidden = !error && !waiting && !notice.length;
  };
  const dismiss = () => {
    const button = el("button", { type: "button", class: "plain" }, t("close"));
    button.addEventListener("click", () => {
      notice.length = 0;
      show();
    });
    return button;
  };
  page.events.on("base", (base) => {
    share = base.state === "ready" ? null : base.share;
    show();
  });
  page.answers.listen(({ answer, waiting }) => {
    show();
    if (!live || !answer || waiting) return;
    clearTimeout(timer);
    if (answer.key === said) return;
    timer = window.setTimeout(() => {
      said = answer.key;
      live.textContent = sentenceOf(page, answer);
    }, REST);
  });
  return (more) => {
    notice.push(...more);
    show();
  };
}

/** Says a sentence to screen readers at once. */
export function say(text: string): void {
  const live = find("[data-live]");
  if (live) live.textContent = text;
}
