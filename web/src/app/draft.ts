// The line that says that the texts of a language are drafts; the reader may close it.
import { el, find } from "../dom.ts";
import { LANGUAGES, t } from "./messages.ts";
import type { Page } from "./page.ts";

export function initDraft({ store }: Page): void {
  const line = find("[data-draft]");
  if (!line) return;
  const closed = new Set<string>();
  store.listen(({ language }, before) => {
    if (language === before.language && line.firstChild) return;
    line.hidden = language === "en" || closed.has(language);
    const close = el("button", { type: "button", class: "plain" }, t("close"));
    close.addEventListener("click", () => {
      closed.add(language);
      line.hidden = true;
    });
    line.replaceChildren(`${LANGUAGES.find(([code]) => code === language)?.[1] ?? language}: ${t("catalogue.status")} `, close);
  });
}
