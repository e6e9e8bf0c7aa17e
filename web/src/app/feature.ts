// What the panel and the card beside the pointer say of a link, a crossing, a place or a settlement.
import { el, name } from "../dom.ts";
import { amount, words } from "../format.ts";
import { titleOf } from "../map/details.ts";
import type { Pick } from "../map/glmap.ts";
import { countryName } from "./countries.ts";
import { claimsOf, factList, historyOf, modeName, namesOf, ofData, people, sourcesOf, stateName, switchOf, when } from "./facts.ts";
import { momentShown } from "./map/shown.ts";
import { known, t } from "./messages.ts";
import type { Page } from "./page.ts";
import { waysPanel } from "./ways.ts";

/** The state of a link or crossing at the moment that the map shows, in words. */
function stateLine(page: Page, id: string, state: string, since: string): string {
  const moment = momentShown(page);
  const then = moment?.states.get(id);
  if (moment && page.store.now.stop) {
    return then ? t("state.by", { state: stateName(page, then), date: moment.label }) : stateName(page, state);
  }
  if (moment) return t("state.asof", { state: stateName(page, then ?? state), date: moment.label });
  if (!since) return stateName(page, state);
  const precision = page.region.histories[id]?.find(({ date }) => date === since)?.precision ?? "day";
  const date = when(since, precision);
  return precision === "by" ? `${stateName(page, state)} ${date}` : t("state.since", { state: stateName(page, state), date });
}

const kindOf = (kind: string) => known("kind", kind, words(kind));

/** Lines of the card beside the pointer. */
export function linesOf(page: Page, { kind, id }: Pick): string[] {
  const { index, answers } = page;
  if (kind === "place") {
    const worth = answers.now.answer?.places.find(([place]) => place === id)?.[1];
    return [kindOf(index.places.get(id)?.kind ?? ""), worth ? `${amount(worth, true)} ${t("unit.year")}` : ""].filter(Boolean);
  }
  if (kind === "settlement") {
    const moment = momentShown(page);
    const one = moment?.places.find(({ place }) => place.id === id);
    const stage = page.region.styles.stages.find((each) => each.id === one?.stage)?.label ?? "";
    return one && moment ? [`${moment.label}: ${known("stage", one.stage, stage)}`, t("home", { n: amount(one.home) })] : [];
  }
  const subject = kind === "link" ? index.links.get(id) : index.crossings.get(id);
  if (!subject) return [];
  const what = "mode" in subject ? [modeName(page, subject.mode), subject.name].filter(Boolean).join(" ") : t("crossing");
  const flow = answers.now.answer?.flows.find(([link]) => link === id);
  return [
    `${what}: ${stateLine(page, id, subject.state, subject.since)}`,
    flow ? t("flow", { before: amount(flow[1]), after: amount(flow[2]) }) : "",
  ].filter(Boolean);
}

/** Every name of what the pointer is over, each once. */
export function allNames(page: Page, { kind, id }: Pick): string {
  if (kind !== "place") return "";
  return [...new Set((page.index.places.get(id)?.names ?? []).map(([, text]) => text))].join(" · ");
}

/** The panel's content for a feature. */
export function featurePanel(page: Page, pick: Pick, redraw: () => void): Node[] {
  const head = el("h2", {}, name(titleOf(pick, page.index, page.store.now.names)));
  const lines = linesOf(page, pick).map((line) => el("p", { class: "state" }, line));
  if (pick.kind === "place") return [head, ...lines, ...waysPanel(page, pick.id, redraw), placeFacts(page, pick.id)];
  if (pick.kind === "settlement") return [head, ...lines];
  const openings = page.index.openingsOf(pick.id).map(({ id }) => switchOf(page, id));
  return [head, ...lines, ...openings, pick.kind === "link" ? linkFacts(page, pick.id) : gateFacts(page, pick.id)];
}

function placeFacts(page: Page, id: string): Node {
  const place = page.index.places.get(id);
  if (!place) return document.createTextNode("");
  return factList([
    ["facts.names", namesOf(page, place)],
    ["facts.kind", [kindOf(place.kind)]],
    ["facts.population", [people(place)]],
    ["facts.note", [ofData(place.note)]],
    ["facts.claims", claimsOf(page, id)],
    ["facts.sources", sourcesOf(page, place.source)],
  ]);
}

function linkFacts(page: Page, id: string): Node {
  const link = page.index.links.get(id);
  if (!link) return document.createTextNode("");
  const built = [known("type", link.type, words(link.type)), link.gauge ? t("mm", { n: link.gauge }) : "", link.km === null ? "" : t("km", { n: amount(link.km) })];
  return factList([
    ["facts.mode", [`${modeName(page, link.mode)}${link.name ? `, ${link.name}` : ""}: ${built.filter(Boolean).join(", ")}`]],
    ["facts.history", historyOf(page, id)],
    ["facts.from", namesOf(page, page.index.places.get(link.from))],
    ["facts.to", namesOf(page, page.index.places.get(link.to))],
    ["facts.note", [ofData(link.note)]],
    ["facts.claims", claimsOf(page, id)],
    ["facts.sources", sourcesOf(page, link.source)],
  ]);
}

function gateFacts(page: Page, id: string): Node {
  const gate = page.index.crossings.get(id);
  if (!gate) return document.createTextNode("");
  const [there, back, rail] = gate.hours;
  const hours = [there === null ? "" : t("facts.trucks", { there: amount(there), back: amount(back) }), rail === null ? "" : t("facts.trains", { hours: amount(rail) })];
  return factList([
    ["facts.names", [gate.names.join(" / ")]],
    ["facts.between", [[...gate.countries].sort().map((country) => countryName(page, country)).join(" · ")]],
    ["facts.hours", [hours.filter(Boolean).join("; ")]],
    ["facts.history", historyOf(page, id)],
    ["facts.note", [ofData(gate.note)]],
    ["facts.claims", claimsOf(page, id)],
    ["facts.sources", sourcesOf(page, gate.source)],
  ]);
}
