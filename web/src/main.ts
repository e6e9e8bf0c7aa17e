// The report's script: reads the page's data and brings map, chart and tables to life.
import { initChart } from "./chart.ts";
import { Chooser } from "./choice.ts";
import { all, find } from "./dom.ts";
import { initFolds } from "./folds.ts";
import { initMap } from "./map/init.ts";
import { Index, readPayload } from "./payload.ts";
import { initSortable } from "./sortable.ts";
import { initTheme, systemTheme } from "./theme.ts";
import { initTime } from "./map/time.ts";
import { initTips } from "./tips.ts";

function start(): void {
  document.documentElement.classList.add("js");
  const chooser = new Chooser({ opening: null, feature: null, language: "en", hidden: new Set(), theme: systemTheme(), stop: 0 });
  const button = find("[data-theme-switch]");
  if (button) initTheme(button, chooser);
  for (const table of all<HTMLTableElement>("table[data-sortable]")) initSortable(table);
  initTips();
  initFolds();
  const index = new Index(readPayload(find("#reopen-data")?.textContent ?? "{}"));
  initMap(index, chooser);
  initTime(index, chooser);
  initChart(index, chooser);
}

start();
