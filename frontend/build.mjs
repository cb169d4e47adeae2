// Compiles the style sheet and the script: node build.mjs FOLDER. Run by hatch_build.py.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { compile } from "sass";

const [, , folder] = process.argv;
const { css } = compile("scss/app.scss", {
  loadPaths: [".", "node_modules"], style: "compressed", quietDeps: true,
});
// Only GOV.UK may use its typeface, and only the Crown its arms.
for (const banned of ["GDS Transport", "crest", "crown", "url("]) {
  if (css.includes(banned)) throw new Error(`the style sheet must not hold ${banned}`);
}
writeFileSync(join(folder, "app.css"), css);
await build({
  entryPoints: ["js/app.mjs"], outfile: join(folder, "app.js"), bundle: true, minify: true,
  format: "iife", target: "es2020", legalComments: "none", logLevel: "warning",
});

const versions = (text) => text.replace(/\{(.+?)\}/g, (_, name) =>
  JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version);
writeFileSync(join(folder, "THIRD-PARTY.txt"), versions(readFileSync("THIRD-PARTY.txt", "utf8")));
