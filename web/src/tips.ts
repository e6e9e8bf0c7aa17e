// The small card that says where a number or a source id comes from, on hover, focus or tap.
import { el } from "./dom.ts";

/** What the card of an element says; null when it has none. */
function contentOf(target: Element): (Node | string)[] | null {
  if (target.matches("a.src")) {
    const row = document.getElementById((target.getAttribute("href") ?? "#").slice(1)) as HTMLTableRowElement | null;
    const cells = row ? [...row.cells].map((cell) => cell.cloneNode(true) as HTMLElement) : [];
    const [id, date, publisher, affiliation, title] = cells.map((cell) => cell.textContent?.trim() ?? "");
    if (!id) return null;
    return [el("strong", {}, `${id} · ${publisher} · ${date}`), el("br"), title ?? "", el("br"), el("em", {}, affiliation)];
  }
  const { tip, about } = (target as HTMLElement).dataset;
  if (about) return [about];
  const text = tip ? document.getElementById(tip)?.textContent : null;
  return text ? [text] : null;
}

/** Moves titles into cards, which also open on touch. */
export function initTips(): void {
  for (const titled of document.querySelectorAll<HTMLElement>("main [title]")) {
    titled.dataset.about = titled.title;
    titled.removeAttribute("title");
  }
  const card = el("div", { class: "tip", role: "tooltip", hidden: true });
  document.body.append(card);
  const hide = () => {
    card.hidden = true;
  };
  const show = (event: Event) => {
    const target = (event.target as Element | null)?.closest?.("[data-tip], [data-about], a.src");
    const content = target ? contentOf(target) : null;
    if (!target || !content) return hide();
    card.replaceChildren(...content);
    card.hidden = false;
    place(card, target.getBoundingClientRect());
  };
  document.addEventListener("pointerover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("pointerdown", show);
  document.addEventListener("scroll", hide, { passive: true, capture: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

function place(card: HTMLElement, around: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = card;
  const left = Math.min(Math.max(8, around.left), innerWidth - width - 8);
  const below = around.bottom + 6 + height < innerHeight;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${(below ? around.bottom + 6 : around.top - height - 6) + scrollY}px`;
}
