// The static map at a moment of the programme: shown where there is no WebGL, and on paper.
import { all } from "../dom.ts";
import type { Index } from "../payload.ts";
import { radiusOf } from "./geometry.ts";
import type { Moment } from "./moment.ts";
import { SHUT } from "./style.ts";

export function paintMoment(index: Index, moment: Moment | null): void {
  paintLinks(index, moment);
  paintGates(index, moment);
  const found = new Map(moment?.places.map((one) => [one.place.id, one]));
  const most = Math.max(1, ...(index.data.rebuild?.places ?? []).map(({ home }) => home.at(-1)?.[1] ?? 0));
  for (const circle of all<SVGElement>(".static-map [data-settlement]")) {
    const one = found.get(circle.dataset.settlement ?? "");
    circle.setAttribute("class", one ? `settle ${one.stage}` : "settle off");
    circle.style.setProperty("--c", `var(--sg-${one?.stage ?? "waiting"})`);
    circle.setAttribute("r", radiusOf(one?.home ?? 0, most).toFixed(1));
  }
}

/** Attributes give way to what the page's styles say of links chosen or pointed at. */
function paintLinks(index: Index, moment: Moment | null): void {
  const styles = new Map(index.data.styles.states.map((state) => [state.id, state]));
  for (const path of all<SVGElement>(".static-map [data-link]")) {
    const style = styles.get(moment?.states.get(path.dataset.link ?? "") ?? "");
    if (!style) {
      path.removeAttribute("stroke");
      path.removeAttribute("stroke-dasharray");
      continue;
    }
    path.setAttribute("stroke", `var(--st-${style.id})`);
    path.setAttribute("stroke-dasharray", style.dash.length ? style.dash.map((d) => (d * 1.6).toFixed(1)).join(" ") : "none");
  }
}

function paintGates(index: Index, moment: Moment | null): void {
  for (const gate of all<SVGElement>(".static-map [data-crossing]")) {
    const id = gate.dataset.crossing ?? "";
    const state = moment?.states.get(id) ?? index.crossings.get(id)?.state ?? "open";
    gate.style.setProperty("--c", `var(--st-${state})`);
    gate.classList.toggle("shut", SHUT.includes(state));
  }
}
