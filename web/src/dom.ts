// Elements made from text only: nothing of the data is ever read as markup.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined>;

/** An element with attributes and children; strings become text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

/** A name, kept apart from the direction of the text around it. */
export function name(text: string): HTMLElement {
  return el("bdi", { dir: "auto" }, text);
}

/** Links to sources in the appendix. */
export function sources(ids: string[]): HTMLElement {
  const made = el("span", { class: "srcs" });
  ids.forEach((id, i) => made.append(i ? " " : "", el("a", { class: "src", href: `#source-${id}` }, id)));
  return made;
}

/** The one element of the page that a selector names; undefined when the page lacks it. */
export function find<T extends Element = HTMLElement>(selector: string): T | undefined {
  return document.querySelector<T>(selector) ?? undefined;
}

export function all<T extends Element = HTMLElement>(selector: string): T[] {
  return [...document.querySelectorAll<T>(selector)];
}
