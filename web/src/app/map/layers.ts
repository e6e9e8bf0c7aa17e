// The application's own layers over the report's map: flows, changes, places, and what the scenario opens.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Moment } from "../../map/moment.ts";
import { BANDS as REPORT_BANDS, marked, styleOf, type Colours } from "../../map/style.ts";
import { valueOf } from "../../map/values.ts";
import type { Payload } from "../../payload.ts";

/** The report's colours with those of gain, loss and accent. */
export type AppColours = Colours & Record<"gain" | "loss" | "accent" | "paper", string>;

export function coloursOf(base: Colours): AppColours {
  const style = getComputedStyle(document.documentElement);
  const more = ["gain", "loss", "accent", "paper"] as const;
  return { ...base, ...(Object.fromEntries(more.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Record<(typeof more)[number], string>) };
}

/** A number that the page sets on a feature, times pixels that grow with the zoom. */
function sized(name: string, pixels: number, least = 0): ExpressionSpecification {
  const size = (k: number) => ["*", k * pixels, valueOf(name)];
  const grown = ["interpolate", ["exponential", 1.35], ["zoom"], 4, ["max", least, size(0.5)], 7, ["max", least, size(1)], 10, ["max", least, size(1.7)]];
  return grown as unknown as ExpressionSpecification;
}

function flowLayers(colours: AppColours): LayerSpecification[] {
  const line = { type: "line" as const, source: "links", layout: { "line-cap": "round" as const, "line-join": "round" as const } };
  return [
    { ...line, id: "flow", paint: { "line-color": colours.muted, "line-opacity": 0.3, "line-width": sized("flow", 15) } },
    { ...line, id: "flow:grow", paint: { "line-color": colours.gain, "line-opacity": 0.62, "line-width": sized("grow", 15) } },
    {
      ...line,
      id: "flow:shrink",
      layout: { "line-cap": "butt" },
      paint: { "line-color": colours.loss, "line-opacity": 0.75, "line-width": sized("shrink", 15), "line-dasharray": [0.5, 0.5] },
    },
  ];
}

/** A gain is a full disc, a loss a ring. */
function placeLayers(colours: AppColours): LayerSpecification[] {
  const circle = { type: "circle" as const, source: "places" };
  const width = ["case", [">", valueOf("loss"), 0], 3, 0] as unknown as ExpressionSpecification;
  return [
    { ...circle, id: "worth:gain", paint: { "circle-color": colours.gain, "circle-opacity": 0.5, "circle-radius": sized("gain", 20) } },
    {
      ...circle,
      id: "worth:loss",
      paint: { "circle-color": colours.loss, "circle-opacity": 0, "circle-radius": sized("loss", 20), "circle-stroke-color": colours.loss, "circle-stroke-width": width },
    },
  ];
}

function openedLayers(colours: AppColours): LayerSpecification[] {
  const line = { type: "line" as const, source: "links", layout: { "line-cap": "round" as const, "line-join": "round" as const } };
  return [
    { ...line, id: "opened:case", paint: { "line-color": colours.paper, "line-width": marked("opened", 7.5) } },
    { ...line, id: "opened", paint: { "line-color": colours.accent, "line-width": marked("opened", 4) } },
    { ...line, id: "compared", layout: { "line-cap": "butt" }, paint: { "line-color": colours.ink, "line-width": marked("compared", 3.4), "line-dasharray": [1.4, 0.9] } },
  ];
}

/** Layers by the check box that shows and hides them. */
export const GROUPS = { flows: ["flow", "flow:grow", "flow:shrink"], worth: ["worth:gain", "worth:loss"] };

/** Layers that cannot be pointed at: the report's, and the application's own. */
export const BANDS: readonly string[] = [...REPORT_BANDS, ...GROUPS.flows, "opened:case", "compared"];

/** The report's style with the application's layers in their places. */
export function appStyle(
  data: Payload,
  theme: "light" | "dark",
  colours: AppColours,
  language: string,
  moment: Moment | null,
): StyleSpecification {
  const style = styleOf(data, theme, colours, language, moment);
  const before: Record<string, LayerSpecification[]> = {
    lit: flowLayers(colours),
    unbuilt: openedLayers(colours),
    place: placeLayers(colours),
  };
  return { ...style, layers: style.layers.flatMap((layer) => [...(before[layer.id] ?? []), layer]) };
}
