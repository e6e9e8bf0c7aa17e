// The map's style: water, land, lines, links by mode and state, gates, names. No tiles, no fonts by address.
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { ModeStyle, Payload, StateStyle } from "../payload.ts";
import * as geometry from "./geometry.ts";
import type { Moment } from "./moment.ts";
import { valueOf } from "./values.ts";

export type Colours = Record<"water" | "land" | "line" | "ink" | "card" | "lit" | "muted", string>;

/** Fonts of the reader's machine, first to last. */
const FONTS = ["system-ui", "Segoe UI", "Noto Sans", "sans-serif"];

/** States of a gate that are marked by a cross beside their colour. */
export const SHUT = ["closed", "destroyed", "removed"];

/** Layers of bands under links and gates: they cannot be pointed at. */
export const BANDS: readonly string[] = ["freight", "lit", "pointed", "unbuilt", "gate:lit"];

/** Line width that grows with the zoom, as a multiple of a width at zoom 7. */
function grown(width: number): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.35], ["zoom"], 4, 0.55 * width, 7, width, 10, 1.9 * width, 13, 3 * width];
}

/** The same for features that a mark is set on; the others are not drawn. */
export function marked(mark: string, width: number): ExpressionSpecification {
  const size = (k: number) => ["*", k * width, valueOf(mark)];
  return ["interpolate", ["exponential", 1.35], ["zoom"], 4, size(0.55), 7, size(1), 10, size(1.9), 13, size(3)] as unknown as ExpressionSpecification;
}

export const colourOf = (state: StateStyle, theme: "light" | "dark") => (theme === "dark" ? state.dark : state.light);

/** Id of the layer of one mode and state; `part` tells the ties of a railway from its bed. */
export function layerId(mode: string, state: string, part = "line"): string {
  return `link:${mode}:${state}:${part}`;
}

function linkLayers(mode: ModeStyle, state: StateStyle, theme: "light" | "dark", colours: Colours): LayerSpecification[] {
  const width = mode.width * state.width;
  const base = {
    type: "line" as const,
    source: "links",
    filter: ["all", ["==", ["get", "mode"], mode.id], ["==", ["get", "state"], state.id]] as FilterSpecification,
  };
  const bed: LayerSpecification = {
    ...base,
    id: layerId(mode.id, state.id),
    layout: { "line-cap": mode.kind === "dots" ? "round" : "butt", "line-join": "round" },
    paint: { "line-color": colourOf(state, theme), "line-width": grown(mode.kind === "dots" ? width * 1.4 : width) },
  };
  const dash = mode.kind === "dots" ? [0.1, 2.2] : mode.kind === "ladder" ? state.dash.map((d) => d * 0.8) : state.dash;
  if (dash.length) bed.paint = { ...bed.paint, "line-dasharray": dash };
  if (mode.kind !== "ladder") return [bed];
  const ties: LayerSpecification = {
    ...base,
    id: layerId(mode.id, state.id, "ties"),
    paint: { "line-color": colours.land, "line-width": grown(0.5 * width), "line-dasharray": [2.2, 2.2] },
  };
  return [bed, ties];
}

/** Below everything: water with land on it; where there is no shape of any land, nobody knows where the sea is, and all is land. */
function ground({ base }: Payload, colours: Colours): LayerSpecification[] {
  const border = { type: "line" as const, source: "borders" };
  const paint = { "line-color": colours.line, "line-width": grown(0.9) };
  return [
    { id: "water", type: "background", paint: { "background-color": base.land.length ? colours.water : colours.land } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": colours.land, "fill-antialias": true } },
    { ...border, id: "border", filter: ["!", ["get", "dashed"]], paint },
    { ...border, id: "border:dashed", filter: ["get", "dashed"], paint: { ...paint, "line-dasharray": [4, 2.5] } },
  ];
}

/** Broad glow under the links of an opening, and under the link pointed at. */
function glows(colours: Colours): LayerSpecification[] {
  const glow = { type: "line" as const, source: "links", layout: { "line-cap": "round" as const } };
  return [
    { ...glow, id: "lit", paint: { "line-color": colours.lit, "line-width": marked("lit", 10) } },
    { ...glow, id: "pointed", paint: { "line-color": colours.ink, "line-width": marked("pointed", 8), "line-opacity": 0.28 } },
  ];
}

/** Bands under the links as wide as the root of the freight on them; none where the data have no freight. */
function freight(data: Payload, colours: Colours): LayerSpecification[] {
  if (!data.links.some(({ flow }) => flow)) return [];
  const size = (k: number) => ["*", k, ["get", "flow"]];
  const width = ["interpolate", ["exponential", 1.35], ["zoom"], 4, size(8), 7, size(15), 10, size(26)] as unknown as ExpressionSpecification;
  const layout = { "line-cap": "round" as const, "line-join": "round" as const };
  return [{ id: "freight", type: "line", source: "links", layout, paint: { "line-color": colours.muted, "line-opacity": 0.3, "line-width": width } }];
}

/** A thin dark line over links of an opening that do not exist yet, so that they show on the glow. */
function unbuilt(colours: Colours): LayerSpecification {
  return {
    id: "unbuilt",
    type: "line",
    source: "links",
    paint: { "line-color": colours.ink, "line-width": marked("unbuilt", 1.2), "line-dasharray": [1, 2] },
  };
}

function gateLayers(data: Payload, theme: "light" | "dark", colours: Colours): LayerSpecification[] {
  const stops = data.styles.states.flatMap((state) => [state.id, colourOf(state, theme)]);
  const colour = ["match", ["get", "state"], ...stops, colours.muted] as unknown as ExpressionSpecification;
  const filled: ExpressionSpecification = ["match", ["get", "state"], ["open", "restricted"], colours.card, colour];
  const size = (k: number): ExpressionSpecification => ["interpolate", ["linear"], ["zoom"], 4, 1.6 * k, 7, 3.4 * k, 11, 6 * k];
  const lit = (k: number) => ["*", 2.2 * k, valueOf("lit")];
  const glow = ["interpolate", ["linear"], ["zoom"], 4, lit(1.6), 7, lit(3.4), 11, lit(6)] as unknown as ExpressionSpecification;
  const gate = { type: "circle" as const, source: "gates" };
  return [
    { ...gate, id: "gate:lit", paint: { "circle-color": colours.lit, "circle-radius": glow } },
    { ...gate, id: "gate", paint: { "circle-color": filled, "circle-radius": size(1), "circle-stroke-color": colour, "circle-stroke-width": size(0.45) } },
    {
      id: "gate:shut",
      type: "symbol",
      source: "gates",
      filter: ["in", ["get", "state"], ["literal", SHUT]],
      layout: { "text-field": "×", "text-font": FONTS, "text-size": size(3), "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": colours.card },
    },
  ];
}

/** Settlements of the programme: hollow before anything is done, fuller by stage, full when people are home. */
function settlementLayer(data: Payload, theme: "light" | "dark", colours: Colours): LayerSpecification {
  const stops = data.styles.stages.flatMap((stage) => [stage.id, stage[theme]]);
  const colour = ["match", ["get", "stage"], ...stops, colours.muted] as unknown as ExpressionSpecification;
  const size = (k: number): ExpressionSpecification => ["*", k, ["get", "radius"]];
  return {
    id: "settlement",
    type: "circle",
    source: "settlements",
    paint: {
      "circle-color": colour,
      "circle-opacity": ["match", ["get", "stage"], "home", 0.85, "works", 0.5, "clearing", 0.25, 0],
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 4, size(0.6), 7, size(1), 11, size(1.7)],
      "circle-stroke-color": colour,
      "circle-stroke-width": 2,
    },
  };
}

/** A language's name, else any other. */
export function labelField(language: string, languages: [string, string][]): ExpressionSpecification {
  const codes = [language, ...languages.map(([code]) => code)];
  return ["coalesce", ...codes.map((code) => ["get", `n_${code}`])] as unknown as ExpressionSpecification;
}

function nameLayers(data: Payload, language: string, colours: Colours): LayerSpecification[] {
  const shown = ["<=", ["get", "tier"], ["step", ["zoom"], 1, 5.2, 2, 6.1, 3, 7.2, 4]] as unknown as FilterSpecification;
  const big = (a: number, b: number): ExpressionSpecification => ["match", ["get", "tier"], 1, a, 2, (a + b) / 2, b];
  return [
    {
      id: "place",
      type: "circle",
      source: "places",
      filter: shown,
      paint: { "circle-color": colours.ink, "circle-radius": big(2.8, 1.6), "circle-stroke-color": colours.land, "circle-stroke-width": 1 },
    },
    {
      id: "name",
      type: "symbol",
      source: "places",
      filter: shown,
      layout: {
        "text-field": labelField(language, data.languages),
        "text-font": FONTS,
        "text-size": big(14, 11.5),
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.45,
        "text-justify": "auto",
        "text-max-width": 9,
        "text-padding": 3,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": colours.ink, "text-halo-color": colours.land, "text-halo-width": 1.4 },
    },
  ];
}

/** The whole style for a theme, a language and a moment of the programme. */
export function styleOf(
  data: Payload,
  theme: "light" | "dark",
  colours: Colours,
  language: string,
  moment: Moment | null = null,
): StyleSpecification {
  const { modes, states } = data.styles;
  const geojson = (made: GeoJSON.FeatureCollection) => ({ type: "geojson" as const, data: made });
  const known = (made: GeoJSON.FeatureCollection) => ({ ...geojson(made), promoteId: "id" });
  return {
    version: 8,
    sources: {
      land: { ...geojson(geometry.land(data)), tolerance: 0.2 },
      borders: { ...geojson(geometry.borders(data)), tolerance: 0.2 },
      links: { ...known(geometry.links(data, moment)), tolerance: 0.2 },
      gates: known(geometry.gates(data, moment)),
      settlements: geojson(geometry.settlements(data, moment)),
      places: known(geometry.places(data)),
    },
    layers: [
      ...ground(data, colours),
      ...freight(data, colours),
      ...glows(colours),
      ...states.flatMap((state) => modes.flatMap((mode) => linkLayers(mode, state, theme, colours))),
      unbuilt(colours),
      ...gateLayers(data, theme, colours),
      settlementLayer(data, theme, colours),
      ...nameLayers(data, language, colours),
    ],
  };
}
