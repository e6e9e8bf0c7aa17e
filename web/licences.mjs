// Names, versions and licences of the packages inside the bundle, as one text.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folders of the packages that an esbuild metafile's inputs come from. */
export function packagesOf(inputs) {
  const found = inputs.map((path) => /(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  return [...new Set(found)].sort();
}

/** The licence texts, each once, under the packages that it covers. */
export function licencesOf(folders) {
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each) && existsSync(join(folder, each)));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license}`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  }
  return [...byText].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join("\n---\n\n");
}
