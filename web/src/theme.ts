// Light or dark: what the system asks for until the reader chooses.
import type { Chooser } from "./choice.ts";

export function systemTheme(): "light" | "dark" {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function initTheme(button: HTMLElement, chooser: Chooser): void {
  button.hidden = false;
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", () => {
    if (!document.documentElement.dataset.theme) chooser.set({ theme: systemTheme() });
  });
  button.addEventListener("click", () => {
    const theme = chooser.now.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    chooser.set({ theme });
  });
  chooser.listen(({ theme }) => {
    button.textContent = theme === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to the ${theme === "dark" ? "light" : "dark"} theme`);
  });
}
