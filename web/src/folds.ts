// Long parts: folded on the screen and open when a link leads into them; on paper open too, unless they are
// to be kept as the reader left them.
import { all } from "./dom.ts";

export function initFolds(): void {
  const folds = all<HTMLDetailsElement>("details[data-fold]");
  const unfold = (hash: string) => {
    const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    const fold = target?.closest<HTMLDetailsElement>("details[data-fold]");
    if (fold) fold.open = true;
    return target;
  };
  for (const fold of folds) fold.open = false;
  unfold(location.hash)?.scrollIntoView();
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>('a[href^="#"]');
    if (link) unfold(link.hash);
  });
  const printed = folds.filter((fold) => fold.dataset.fold !== "kept");
  let before: boolean[] = [];
  addEventListener("beforeprint", () => {
    before = printed.map((fold) => fold.open);
    for (const fold of printed) fold.open = true;
  });
  addEventListener("afterprint", () => printed.forEach((fold, i) => (fold.open = before[i] ?? false)));
}
