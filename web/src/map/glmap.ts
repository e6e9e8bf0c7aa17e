// The map by WebGL. Everything it needs is in the page: its worker too.
import { Map as GlMap, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource } from "maplibre-gl";
import workerSource from "maplibre-worker";
import type { Choice, Chooser } from "../choice.ts";
import type { Index } from "../payload.ts";
import * as geometry from "./geometry.ts";
import { momentAt } from "./moment.ts";
import { BANDS, labelField, layerId, SHUT, styleOf, type Colours } from "./style.ts";
import { FeatureValues } from "./values.ts";

/** Pixels around the pointer in which a feature counts as pointed at. */
const REACH = 5;

/** Pixels from the left and the top of the map. */
export interface Position {
  x: number;
  y: number;
}

export type Pick = NonNullable<Choice["feature"]>;

export function hasWebGl(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

/**
 * An address inside the page for MapLibre's worker. The ending makes it a classic worker, which
 * starts from a blob also when the page was opened from a disk.
 */
function workerUrl(): string {
  return `${URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }))}#.cjs`;
}

export function coloursOfPage(): Colours {
  const style = getComputedStyle(document.documentElement);
  const names = ["water", "land", "line", "ink", "card", "lit", "muted"] as const;
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}

/** Draws the map in a box; `pointed` hears what the pointer is over, `failed` that nothing can be drawn. */
export function glMap(
  box: HTMLElement,
  index: Index,
  chooser: Chooser,
  pointed: (pick: Pick | null, at: Position) => void,
  failed: (error: unknown) => void,
): void {
  const { data } = index;
  setWorkerUrl(workerUrl());
  const { base } = data;
  const map = new GlMap({
    container: box,
    style: styleOf(data, chooser.now.theme, coloursOfPage(), chooser.now.language),
    bounds: data.view,
    maxBounds: base.box,
    maxZoom: 12,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    locale: { "Map.Title": `Map of ${data.title}; arrow keys move it, plus and minus zoom` },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({}), "bottom-left");
  const values = new FeatureValues(map);
  point(map, values, chooser, pointed);
  const fail = ({ error }: { error?: unknown }) => {
    map.remove();
    failed(error);
  };
  map.once("error", fail);
  map.on("load", () => {
    map.off("error", fail);
    map.on("error", ({ error }) => console.warn("map:", error));
    chooser.listen((now, before) => follow(map, values, index, now, before));
    map.once("idle", () => {
      document.documentElement.dataset.map = "gl";
    });
  });
}

/** What is under a point, below the bands: a settlement of the programme before a gate before a place before a link. */
export function pickAt(map: GlMap, { x, y }: Position, bands = BANDS): Pick | null {
  const around: [[number, number], [number, number]] = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
  const order: [string, Pick["kind"]][] = [["settlements", "settlement"], ["gates", "crossing"], ["places", "place"], ["links", "link"]];
  const found = map.queryRenderedFeatures(around, { layers: map.getLayersOrder().filter((id) => !bands.includes(id)) });
  for (const [source, kind] of order) {
    const hit = found.find((f) => f.source === source);
    if (hit) return { kind, id: String(hit.properties.id) };
  }
  return null;
}

function point(map: GlMap, values: FeatureValues, chooser: Chooser, pointed: (pick: Pick | null, at: Position) => void): void {
  map.on("mousemove", ({ point: at }) => {
    const pick = pickAt(map, at);
    map.getCanvas().style.cursor = pick ? "pointer" : "";
    values.mark("links", "pointed", pick?.kind === "link" ? [pick.id] : []);
    pointed(pick, at);
  });
  map.on("mouseout", ({ point: at }) => pointed(null, at));
  map.on("click", ({ point: at }) => chooser.set({ feature: pickAt(map, at) }));
}

function follow(map: GlMap, values: FeatureValues, index: Index, now: Choice, before: Choice): void {
  const { data } = index;
  if (now.theme !== before.theme) {
    map.setStyle(styleOf(data, now.theme, coloursOfPage(), now.language, momentAt(index, now.stop)), { diff: true });
    values.again();
  } else if (now.stop !== before.stop) {
    const moment = momentAt(index, now.stop);
    const made = {
      links: geometry.links(data, moment),
      gates: geometry.gates(data, moment),
      settlements: geometry.settlements(data, moment),
    };
    for (const [name, features] of Object.entries(made)) map.getSource<GeoJSONSource>(name)?.setData(features);
  }
  if (now.language !== before.language) {
    map.setLayoutProperty("name", "text-field", labelField(now.language, data.languages));
  }
  for (const mode of data.styles.modes) {
    for (const state of data.styles.states) {
      const shown = !now.hidden.has(state.id) && !now.hidden.has(`mode:${mode.id}`);
      for (const part of mode.kind === "ladder" ? ["line", "ties"] : ["line"]) {
        map.setLayoutProperty(layerId(mode.id, state.id, part), "visibility", shown ? "visible" : "none");
      }
    }
  }
  if (map.getLayer("freight")) map.setLayoutProperty("freight", "visibility", now.hidden.has("freight") ? "none" : "visible");
  const states = data.styles.states.map(({ id }) => id).filter((id) => !now.hidden.has(id));
  const gates = now.hidden.has("gates") ? [] : states;
  map.setFilter("gate", ["in", ["get", "state"], ["literal", gates]]);
  map.setFilter("gate:shut", ["in", ["get", "state"], ["literal", gates.filter((id) => SHUT.includes(id))]]);
  light(values, index, now);
  if (now.opening !== before.opening && now.opening) show(map, index, now.opening);
  if (now.feature !== before.feature && now.feature) reveal(map, index, now.feature);
}

/** Lights up the links and gates of the opening chosen. */
function light(values: FeatureValues, index: Index, { opening, feature }: Choice): void {
  const { links = [], crossings = [] } = index.openings.get(opening ?? "") ?? {};
  values.mark("links", "lit", links);
  values.mark("links", "unbuilt", links.filter((id) => index.links.get(id)?.state === "none"));
  values.mark("gates", "lit", crossings);
  values.mark("links", "pointed", feature?.kind === "link" ? [feature.id] : []);
}

/** Moves to an opening's links and gates. */
function show(map: GlMap, index: Index, opening: string): void {
  const { links = [], crossings = [] } = index.openings.get(opening) ?? {};
  const positions = [
    ...links.flatMap((id) => geometry.decode(index.links.get(id)?.line ?? [], index.data.step)),
    ...crossings.map((id) => index.crossings.get(id)?.at).filter((at) => at !== undefined),
  ];
  if (positions.length) fit(map, geometry.boxOf(positions));
}

/** Moves to a feature when it is outside of what the map shows. */
function reveal(map: GlMap, index: Index, { kind, id }: Pick): void {
  const at = (kind === "place" ? index.places : kind === "settlement" ? index.settlements : index.crossings).get(id)?.at;
  const line = kind === "link" ? geometry.decode(index.links.get(id)?.line ?? [], index.data.step) : at ? [at] : [];
  const bounds = map.getBounds();
  if (line.length && !line.every(([x = 0, y = 0]) => bounds.contains([x, y]))) fit(map, geometry.boxOf(line));
}

export function fit(map: GlMap, box: [number, number, number, number]): void {
  const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const padding = Math.min(80, map.getContainer().clientWidth / 8);
  map.fitBounds(box, { padding, maxZoom: 8.5, animate, duration: 700 });
}
