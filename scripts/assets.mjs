// Builds the stylesheet, the script, the icons and the fonts into src/preau/static_built, with a manifest of their
// sources, versions, licences and hashes. `make assets` calls it; nothing else needs Node.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { Features, bundle } from "lightningcss";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const out = join(root, "src/preau/static_built");
const sha = (data) => createHash("sha256").update(data).digest("hex");
const read = (path) => readFileSync(join(root, path));
const files = {};

// Files under a folder, in a fixed order.
function under(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? under(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
    .sort();
}

// Writes one file under a name that changes with its content, and its compressed forms unless it already is.
function put(name, data, compress = true) {
  const bytes = Buffer.from(data);
  const digest = sha(bytes);
  const dot = name.lastIndexOf(".");
  const path = `${name.slice(0, dot)}.${digest.slice(0, 12)}${name.slice(dot)}`;
  writeFileSync(join(out, path), bytes);
  const entry = { path, sha256: digest, bytes: bytes.length };
  if (compress) {
    const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    writeFileSync(join(out, `${path}.br`), br);
    writeFileSync(join(out, `${path}.gz`), gzipSync(bytes, { level: 9 }));
    entry.br = br.length;
  }
  files[name] = entry;
  return path;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

// Stylesheet. `url("font:…")` names a font of a package; it becomes the address of a copy.
const targets = { chrome: 109 << 16, safari: (15 << 16) | (4 << 8), firefox: 115 << 16 };
const css = bundle({
  filename: join(root, "assets/css/app.css"),
  minify: true,
  targets,
  exclude: Features.LightDark,
}).code.toString();
const copied = new Map();
const withFonts = css.replace(/url\((["']?)font:([^"')]+)\1\)/g, (_, quote, path) => {
  if (!copied.has(path)) {
    copied.set(path, put(path.split("/").pop(), readFileSync(join(root, "node_modules", path)), false));
  }
  return `url(${copied.get(path)})`;
});
put("app.css", withFonts);

// Scripts: one module for every page, those of copies handed in and of correcting, which it loads where they are asked for, and the one that browsers keep (a classic script: Firefox takes no module there);
// htmx beside them for pages that ask.
for (const [name, format] of Object.entries({ "app.js": "esm", "copies.js": "esm", "correct.js": "esm", "service-worker.js": "iife" })) {
  const script = await esbuild.build({
    entryPoints: [join(root, "assets/js", name)],
    bundle: true,
    minify: true,
    write: false,
    format,
    charset: "utf8",
    target: ["chrome109", "safari15.4", "firefox115"],
  });
  put(name, script.outputFiles[0].contents);
}
const python = existsSync(join(root, ".venv/bin/python")) ? join(root, ".venv/bin/python") : "python3";
const asked = "import django_htmx, importlib.metadata as m; print(django_htmx.__path__[0]); print(m.version('django-htmx'))";
const [htmxFolder, htmxVersion] = execFileSync(python, ["-c", asked]).toString().trim().split("\n");
put("htmx.js", readFileSync(join(htmxFolder, "static/django_htmx/htmx-4.min.js")));

// Icons: one sprite; strokes and colours come from the stylesheet.
const names = JSON.parse(read("assets/icons/list.json"));
const inner = (svg) =>
  svg
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
const symbols = names.map((name) => {
  const svg = readFileSync(join(root, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner(svg)}</symbol>`;
});
symbols.push(`<symbol id="mark" viewBox="0 0 32 32">${inner(read("assets/icons/mark.svg").toString())}</symbol>`);
put("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
put("mark.svg", read("assets/icons/favicon.svg"));

// What was built, from what.
const sources = {};
for (const path of [...under("assets"), "scripts/assets.mjs", "package.json", "package-lock.json"]) {
  sources[path] = sha(read(path));
}
const packages = {};
for (const name of Object.keys(JSON.parse(read("package.json")).devDependencies).sort()) {
  const description = JSON.parse(read(`node_modules/${name}/package.json`));
  packages[name] = { version: description.version, licence: description.license };
}
packages["htmx (from django-htmx)"] = { version: htmxVersion, licence: "0BSD" };
writeFileSync(join(out, "manifest.json"), `${JSON.stringify({ sources, packages, icons: names, files }, null, 1)}\n`);
for (const [name, { bytes, br }] of Object.entries(files)) {
  console.log(`${name.padEnd(56)} ${String(bytes).padStart(7)} ${br === undefined ? "" : `${br} br`}`);
}
console.log(`${readdirSync(out).length} files in ${relative(root, out)}`);
