// What a reader has at hand in a panel, found again after it is drawn anew: focus, caret, open folds, scrolled boxes.

const REACHABLE = "button, select, input, textarea, summary, a[href], [tabindex]";
const FOLDS = "details";
const SCROLLED = ".scroll, .documents";

/** Elements by what they are called among their like; those that are called alike are counted. */
function called<T extends HTMLElement>(box: HTMLElement, selector: string): Map<string, T> {
  const found = new Map<string, T>();
  const times = new Map<string, number>();
  for (const each of box.querySelectorAll<T>(selector)) {
    const own = [each.localName, each.id, JSON.stringify(each.dataset), each.getAttribute("aria-label"), each.className, wordsOf(each)].join(" ");
    const before = times.get(own) ?? 0;
    times.set(own, before + 1);
    found.set(`${own} ${before}`, each);
  }
  return found;
}

/** Words tell apart buttons and links that have no mark of their own; those of folds change with what they count. */
function wordsOf(each: HTMLElement): string {
  const marked = Object.keys(each.dataset).length > 0;
  return !marked && ["button", "a"].includes(each.localName) ? (each.textContent ?? "") : "";
}

/** Remembers it; the returned call gives it back to the panel drawn anew, which may show another view by then. */
export function kept(box: HTMLElement): (same: boolean) => void {
  const active = document.activeElement as HTMLElement | null;
  const inside = active !== null && active !== box && box.contains(active);
  const focused = inside ? [...called(box, REACHABLE)].find(([, each]) => each === active)?.[0] : undefined;
  const caret = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement ? ([active.selectionStart, active.selectionEnd] as const) : null;
  const folds = [...called<HTMLDetailsElement>(box, FOLDS)].filter(([, { open }]) => open).map(([key]) => key);
  const scrolled = [...called(box, SCROLLED)].map(([key, { scrollLeft, scrollTop }]) => [key, scrollLeft, scrollTop] as const);
  const top = box.scrollTop;
  return (same) => {
    if (same) {
      const found = called<HTMLDetailsElement>(box, FOLDS);
      for (const key of folds) found.get(key)?.setAttribute("open", "");
      const boxes = called(box, SCROLLED);
      for (const [key, left, down] of scrolled) boxes.get(key)?.scrollTo(left, down);
    }
    box.scrollTop = same ? top : 0;
    if (!inside) return;
    // Where the control is gone the panel takes the focus, so that the keyboard does not lose its place.
    const again = (same && focused !== undefined && called(box, REACHABLE).get(focused)) || box;
    again.focus({ preventScroll: true });
    if (caret && caret[0] !== null && (again instanceof HTMLInputElement || again instanceof HTMLTextAreaElement)) again.setSelectionRange(...caret);
  };
}
