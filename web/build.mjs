// Builds the front end into src/reopen/web/static: report.js, report.css, accord.css, basemap.json,
// licences.txt, and the map application's page into app/.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
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

/** The map application: its page, script, styles, catalogues and MapLibre's worker as a file of its own. */
export async function buildApp(folder) {
  mkdirSync(folder, { recursive: true });
  const page = { ...options, format: "esm", entryPoints: [here("src/app/main.ts")], outfile: `${folder}app.js` };
  const { metafile } = await build({ ...page, metafile: true });
  const css = { entryPoints: [here("src/app/app.css")], outfile: `${folder}app.css`, bundle: true, minify: true };
  await build({ ...css, target, logLevel: "warning", legalComments: "none" });
  const worker = here("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs");
  await build({ ...options, entryPoints: [worker], format: "esm", outfile: `${folder}maplibre-worker.js` });
  copyFileSync(here("src/app/index.html"), `${folder}index.html`);
  // English is inside of the script.
  const catalogues = readdirSync(here("src/app/messages")).filter((name) => name !== "en.json");
  for (const name of catalogues) copyFileSync(here(`src/app/messages/${name}`), `${folder}${name}`);
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(out, { recursive: true });
  const page = { ...options, entryPoints: [here("src/main.ts")], outfile: `${out}report.js`, metafile: true };
  const { metafile } = await build(page);
  const app = await buildApp(`${out}app/`);
  const inputs = [...Object.keys(metafile.inputs), ...Object.keys(app.inputs)].filter((path) => !path.startsWith("worker:")).map(here);
  writeFileSync(`${out}licences.txt`, licencesOf(packagesOf(inputs)));
  for (const name of ["report", "accord"]) {
    const css = { entryPoints: [here(`src/${name}.css`)], outfile: `${out}${name}.css` };
    await build({ ...css, bundle: true, minify: true, target, logLevel: "warning", legalComments: "none" });
  }
  writeFileSync(`${out}basemap.json`, JSON.stringify(makeBasemap()));
}
