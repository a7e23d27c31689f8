// Bundles one app's `public/**/*.bundle.*` as the framework expects it: scripts, styles and mirrored styles.
//
//   node bundle.mjs APP PUBLIC_DIR OUT_DIR URL MANIFEST_DIR APPS_DIR
//
// writes OUT_DIR/{js,css,css-rtl}/NAME.bundle.HASH.*, served as URL/…, and adds their addresses to
// MANIFEST_DIR/assets.json and assets-rtl.json. APPS_DIR holds the bench's apps, whose files may import
// each other by full path. The wheel has no build script: this one stands in for the framework's `esbuild/`.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [app, publicDir, outDir, url, manifestDir, appsDir] = process.argv.slice(2);
// The packages are those installed beside this script's package.json, wherever that was.
const modules = process.env.NODE_MODULES;
const require = createRequire(path.join(modules, "index.js"));
const esbuild = require("esbuild");
const vue = require("esbuild-plugin-vue3");
const sass = require("sass");
const postcss = require("postcss");
const autoprefixer = require("autoprefixer");
const rtlcss = require("rtlcss");

const nodePaths = [modules, ...fs.readdirSync(appsDir).map((name) => path.join(appsDir, name))];
const isStyle = (file) => /\.(css|scss|sass)$/.test(file);

function findBundles(folder) {
	return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const full = path.join(folder, entry.name);
		if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : findBundles(full);
		return /\.bundle\.(js|ts|css|scss|sass)$/.test(entry.name) ? [full] : [];
	});
}

// `~package/file` and `app/public/…` in a style sheet mean a package or an app.
const importer = {
	findFileUrl(name) {
		const plain = name.replace(/^~/, "").replace(/\.css$/, "");
		for (const root of nodePaths) {
			const full = path.join(root, plain);
			const near = [full, ...[".scss", ".css", ".sass"].map((ext) => full + ext)];
			near.push(path.join(path.dirname(full), `_${path.basename(full)}.scss`));
			if (near.some((file) => fs.existsSync(file))) return pathToFileURL(full);
		}
		return null;
	},
};

const styles = (plugins) => ({
	name: "styles",
	setup(build) {
		build.onResolve({ filter: /^\/assets\// }, (args) => ({ path: args.path, external: true }));
		build.onLoad({ filter: /\.(css|scss|sass)$/ }, async (args) => {
			let css = await fs.promises.readFile(args.path, "utf8");
			if (!args.path.endsWith(".css")) {
				const result = sass.compileString(css, {
					url: pathToFileURL(args.path),
					importers: [importer],
					syntax: args.path.endsWith(".sass") ? "indented" : "scss",
					quietDeps: true,
					logger: sass.Logger.silent,
				});
				css = result.css;
			}
			const { css: contents } = await postcss(plugins).process(css, { from: args.path });
			return { contents, loader: "css", resolveDir: path.dirname(args.path) };
		});
	},
});

// A template becomes `frappe.templates[name]`.
const templates = {
	name: "templates",
	setup(build) {
		build.onLoad({ filter: /\.html$/ }, async (args) => {
			const name = path.basename(args.path).split(".")[0];
			const html = (await fs.promises.readFile(args.path, "utf8")).replace(/`/g, "\\`");
			return { contents: `frappe.templates['${name}'] = \`${html}\`;`, loader: "js" };
		});
	},
};

async function build(files, folder, plugins) {
	const entryPoints = files.map((file) => ({ in: file, out: path.basename(file, path.extname(file)) }));
	const result = await esbuild.build({
		entryPoints,
		entryNames: "[name].[hash]",
		outdir: path.join(outDir, folder),
		absWorkingDir: outDir,
		nodePaths,
		plugins,
		bundle: true,
		metafile: true,
		minify: true,
		sourcemap: true,
		write: false,
		target: ["es2017"],
		logLevel: "error",
		loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file", ".png": "file" },
		define: {
			"process.env.NODE_ENV": '"production"',
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
			__VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
		},
	});
	const texts = new Map(result.outputFiles.map((file) => [file.path, file]));
	const manifest = {};
	for (const [name, info] of Object.entries(result.metafile.outputs)) {
		if (!info.entryPoint) continue;
		const key = path.basename(info.entryPoint).replace(/\.(scss|sass)$/, ".css").replace(/\.ts$/, ".js");
		manifest[(folder === "css-rtl" ? "rtl_" : "") + key] = `${url}/${name}`;
		if (!info.cssBundle) continue;
		// The styles of a script's components travel inside the script.
		const script = texts.get(path.join(outDir, name));
		const sheet = texts.get(path.join(outDir, info.cssBundle));
		const css = JSON.stringify(sheet.text.replace(/\/\*# sourceMappingURL=.*/, ""));
		texts.set(script.path, { path: script.path, contents: `frappe.dom.set_style(${css});\n${script.text}` });
		texts.delete(sheet.path);
		texts.delete(`${sheet.path}.map`);
	}
	for (const file of texts.values()) {
		fs.mkdirSync(path.dirname(file.path), { recursive: true });
		fs.writeFileSync(file.path, file.contents);
	}
	return manifest;
}

function addToManifest(name, entries) {
	const file = path.join(manifestDir, name);
	const before = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
	fs.writeFileSync(`${file}.new`, JSON.stringify({ ...before, ...entries }, null, 4));
	fs.renameSync(`${file}.new`, file);
}

const files = fs.existsSync(publicDir) ? findBundles(publicDir).sort() : [];
const sheets = files.filter(isStyle);
fs.mkdirSync(outDir, { recursive: true });
const [scripts, ltr, rtl] = await Promise.all([
	build(files.filter((file) => !isStyle(file)), "js", [vue(), templates]),
	build(sheets, "css", [styles([autoprefixer])]),
	build(sheets, "css-rtl", [styles([rtlcss, autoprefixer])]),
]);
addToManifest("assets.json", { ...scripts, ...ltr });
addToManifest("assets-rtl.json", rtl);
console.log(`${app}: ${files.length} bundles`);
