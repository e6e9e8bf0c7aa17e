// The map by WebGL, following the state and the answers of the page.
import { Map as GlMap, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource } from "maplibre-gl";
import * as geometry from "../../map/geometry.ts";
import { coloursOfPage, pickAt, type Pick, type Position } from "../../map/glmap.ts";
import { labelField, layerId, SHUT } from "../../map/style.ts";
import { FeatureValues } from "../../map/values.ts";
import { openOf } from "../edits.ts";
import { t } from "../messages.ts";
import type { Page } from "../page.ts";
import { asksAnew, type State, type View } from "../state.ts";
import { appStyle, BANDS, coloursOf, GROUPS } from "./layers.ts";
import { viewOf } from "./marks.ts";
import { show, widen } from "./moves.ts";
import { comparedLinks, dateOnMap, momentShown, sizesOf, widthsOf } from "./shown.ts";

/** Where the server keeps MapLibre's worker. */
const WORKER = "/static/maplibre-worker.js";

type Pointed = (pick: Pick | null, at: Position) => void;

/** Draws the map in a box; resolves when it can be used, fails where it cannot be drawn. */
export function drawMap(box: HTMLElement, page: Page, pointed: Pointed): Promise<GlMap> {
  setWorkerUrl(WORKER);
  const { region, store } = page;
  const { theme, names, view } = store.now;
  const map = new GlMap({
    container: box,
    style: appStyle(page.index.data, theme, coloursOf(coloursOfPage()), names, momentShown(page)),
    ...(view ? { center: [view[0], view[1]], zoom: view[2] } : { bounds: viewOf(page), fitBoundsOptions: { padding: { top: 58, left: 44, right: 56, bottom: 34 } } }),
    maxBounds: region.base.box,
    maxZoom: 12,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { "Map.Title": t("map.label", { title: region.title }) },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({}), "bottom-left");
  const values = new FeatureValues(map);
  point(map, values, page, pointed);
  return new Promise((resolve, reject) => {
    const fail = ({ error }: { error: unknown }) => {
      map.remove();
      reject(error);
    };
    map.once("error", fail);
    map.on("load", () => {
      map.off("error", fail);
      map.on("error", ({ error }) => console.warn("map:", error));
      let drawn = "";
      // A link that shows the programme may bring its own view.
      let wide = Boolean(view && store.now.stop);
      store.listen((now, before) => {
        // The record and the programme come after the map: their states are taken up when they are there.
        const date = dateOnMap(page);
        follow(map, values, page, now, before, date !== drawn);
        drawn = date;
        if (!wide && now.stop && page.index.data.rebuild) {
          wide = true;
          widen(map, page);
        }
        // A question's answer is near: the map is drawn once, with it.
        if (!asksAnew(now, before)) light(values, page);
      });
      keepView(map, page);
      page.answers.listen(() => {
        light(values, page);
        paint(values, page);
      });
      resolve(map);
    });
  });
}

const viewNow = (map: GlMap): View => {
  const { lng, lat } = map.getCenter();
  return [Number(lng.toFixed(4)), Number(lat.toFixed(4)), Number(map.getZoom().toFixed(2))];
};

/** Keeps where the map was moved to, for the link; where it began says nothing. */
function keepView(map: GlMap, { store }: Page): void {
  let last = viewNow(map).join();
  map.on("moveend", () => {
    const view = viewNow(map);
    if (view.join() === last) return;
    last = view.join();
    store.set({ view });
  });
}

function point(map: GlMap, values: FeatureValues, { store }: Page, pointed: Pointed): void {
  map.on("mousemove", ({ point: at }) => {
    const pick = pickAt(map, at, BANDS);
    map.getCanvas().style.cursor = pick ? "pointer" : "";
    values.mark("links", "pointed", pick?.kind === "link" ? [pick.id] : []);
    pointed(pick, at);
  });
  map.on("mouseout", ({ point: at }) => pointed(null, at));
  map.on("click", ({ point: at }) => {
    const feature = pickAt(map, at, BANDS);
    store.set(feature ? { feature, tab: "focus" } : { feature });
  });
}

/** Flows and places of the answer told. */
function paint(values: FeatureValues, { answers }: Page): void {
  const { flows = [], places = [] } = answers.now.answer ?? {};
  values.set("links", "flows", widthsOf(flows));
  values.set("places", "worth", sizesOf(places));
}

function follow(map: GlMap, values: FeatureValues, page: Page, now: State, before: State, dated: boolean): void {
  const first = now === before;
  if (now.theme !== before.theme) {
    map.setStyle(appStyle(page.index.data, now.theme, coloursOf(coloursOfPage()), now.names, momentShown(page)), { diff: true });
    values.again();
  } else if (dated) {
    move(map, page);
  }
  if (now.language !== before.language) map.getCanvas().setAttribute("aria-label", t("map.label", { title: page.region.title }));
  if (now.names !== before.names) map.setLayoutProperty("name", "text-field", labelField(now.names, page.region.languages));
  if (now.hidden !== before.hidden || now.theme !== before.theme || first) hide(map, page, now.hidden);
  if (now.focus && now.focus !== before.focus) show(map, page, now.focus);
}

/** Takes up the states of another moment. */
function move(map: GlMap, page: Page): void {
  const moment = momentShown(page);
  const { data } = page.index;
  const made = {
    links: geometry.links(data, moment),
    gates: geometry.gates(data, moment),
    settlements: geometry.settlements(data, moment),
  };
  for (const [name, features] of Object.entries(made)) map.getSource<GeoJSONSource>(name)?.setData(features);
}

function hide(map: GlMap, { region }: Page, hidden: ReadonlySet<string>): void {
  const visible = (id: string, shown: boolean) => map.setLayoutProperty(id, "visibility", shown ? "visible" : "none");
  for (const mode of region.styles.modes) {
    for (const state of region.styles.states) {
      const shown = !hidden.has(state.id) && !hidden.has(`mode:${mode.id}`);
      for (const part of mode.kind === "ladder" ? ["line", "ties"] : ["line"]) visible(layerId(mode.id, state.id, part), shown);
    }
  }
  const gates = hidden.has("gates") ? [] : region.styles.states.map(({ id }) => id).filter((id) => !hidden.has(id));
  map.setFilter("gate", ["in", ["get", "state"], ["literal", gates]]);
  map.setFilter("gate:shut", ["in", ["get", "state"], ["literal", gates.filter((id) => SHUT.includes(id))]]);
  for (const [group, ids] of Object.entries(GROUPS)) for (const id of ids) visible(id, !hidden.has(group));
}

/** Links of the scenario, and those lit by the opening, the feature or the provision in focus. */
function light(values: FeatureValues, page: Page): void {
  const { index, store } = page;
  const { edits, focus, feature, lit } = store.now;
  const opened = openOf(edits).flatMap((id) => index.openings.get(id)?.links ?? []);
  const chosen = lit.length ? undefined : index.openings.get(focus ?? "");
  const links = lit.length ? lit : (chosen?.links ?? []);
  values.mark("links", "opened", opened);
  values.mark("links", "compared", comparedLinks(page));
  values.mark("links", "lit", links);
  values.mark("links", "unbuilt", links.filter((id) => index.links.get(id)?.state === "none"));
  values.mark("gates", "lit", chosen?.crossings ?? []);
  values.mark("links", "pointed", feature?.kind === "link" ? [feature.id] : []);
}
