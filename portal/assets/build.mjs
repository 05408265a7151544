// Builds what is committed under ../static/portal: two stylesheets, one script, the bundled faces.
// `npm ci && npm run build` after a change here; `npm run check` fails if the committed files are stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "portal");
const onlyCheck = process.argv.includes("--check");
let stale = 0;

function put(path, content) {
  const target = join(out, path);
  const fresh = Buffer.from(content);
  let standing = null;
  try {
    standing = readFileSync(target);
  } catch {
    // Not built yet.
  }
  if (standing && standing.equals(fresh)) return;
  if (onlyCheck) {
    console.error(`stale: ${path}`);
    stale += 1;
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, fresh);
  console.log(`${path}  ${fresh.length} bytes`);
}

for (const name of ["staff", "family"]) {
  const { css } = sass.compile(join(here, `${name}.scss`), {
    style: "compressed",
    loadPaths: [here, join(here, "node_modules")],
    quietDeps: true,
  });
  put(`css/${name}.css`, css);
}

const bundle = await build({
  entryPoints: [join(here, "govuk.js")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
  banner: { js: "/* govuk-frontend, MIT licence, Crown copyright. Built by portal/assets/build.mjs. */" },
  write: false,
});
put("js/govuk.js", bundle.outputFiles[0].contents);

const faces = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next";
const files = {
  "atkinson-next.woff2": `${faces}-latin-wght-normal.woff2`,
  "atkinson-next-more.woff2": `${faces}-latin-ext-wght-normal.woff2`,
  "atkinson-next-italic.woff2": `${faces}-latin-wght-italic.woff2`,
  "lexend.woff2": "@fontsource-variable/lexend/files/lexend-latin-wght-normal.woff2",
  "lexend-more.woff2": "@fontsource-variable/lexend/files/lexend-latin-ext-wght-normal.woff2",
  "opendyslexic.woff2": "@fontsource/opendyslexic/files/opendyslexic-latin-400-normal.woff2",
  "opendyslexic-bold.woff2": "@fontsource/opendyslexic/files/opendyslexic-latin-700-normal.woff2",
  "LICENCE-Atkinson-Hyperlegible-Next.txt": "@fontsource-variable/atkinson-hyperlegible-next/LICENSE",
  "LICENCE-Lexend.txt": "@fontsource-variable/lexend/LICENSE",
  "LICENCE-OpenDyslexic.txt": "@fontsource/opendyslexic/LICENSE",
};
for (const [name, source] of Object.entries(files)) {
  put(`fonts/${name}`, readFileSync(join(here, "node_modules", source)));
}

process.exit(stale ? 1 : 0);
