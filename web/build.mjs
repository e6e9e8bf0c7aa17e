// Builds the front end into src/reopen/web/static: report.js, report.css, accord.css, basemap.json,
// licences.txt.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { makeBasemap } from "./basemap.mjs";
import { licencesOf, packagesOf } from "./licences.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../src/reopen/web/static/");

/** Browsers of the last few years, so that machines in ministries can open the report. */
const target = ["chrome100", "firefox100", "safari15.4"];

/** Bundles MapLibre's worker to a text, which the page starts from a blob: it fetches nothing. */
export const workerAsText = {
  name: "worker-as-text",
  setup(builder) {
    builder.onResolve({ filter: /^maplibre-worker$/ }, (args) => ({ path: args.path, namespace: "worker" }));
    builder.onLoad({ filter: /.*/, namespace: "worker" }, async () => {
      const made = await build({
        entryPoints: [here("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs")],
        bundle: true,
        minify: true,
        format: "iife",
        target,
        write: false,
        legalComments: "none",
      });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

export const options = {
  absWorkingDir: here("."),
  bundle: true,
  minify: true,
  format: "iife",
  target,
  charset: "ascii",
  legalComments: "none",
  plugins: [workerAsText],
  define: { "import.meta.url": '""' },
  logLevel: "warning",
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(out, { recursive: true });
  const page = { ...options, entryPoints: [here("src/main.ts")], outfile: `${out}report.js`, metafile: true };
  const { metafile } = await build(page);
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.startsWith("worker:")).map(here);
  writeFileSync(`${out}licences.txt`, licencesOf(packagesOf(inputs)));
  for (const name of ["report", "accord"]) {
    const css = { entryPoints: [here(`src/${name}.css`)], outfile: `${out}${name}.css` };
    await build({ ...css, bundle: true, minify: true, target, logLevel: "warning", legalComments: "none" });
  }
  writeFileSync(`${out}basemap.json`, JSON.stringify(makeBasemap()));
}
