import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "vite";

/** Writes what the licences of the packages ask to be handed on beside what is built from them. */
function licences() {
  return {
    name: "licences",
    generateBundle() {
      const names = new Set();
      for (const id of this.getModuleIds()) {
        const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
        if (name) names.add(name);
      }
      const texts = [...names].sort().map((name) => {
        const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
        const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((one) => `node_modules/${name}/${one}`).find((one) => existsSync(one));
        return `${name} ${version} (${license})\n\n${file ? readFileSync(file, "utf8").trim() : ""}\n`;
      });
      this.emitFile({ type: "asset", fileName: "licences.txt", source: texts.join(`\n${"-".repeat(80)}\n\n`) });
    },
  };
}

// The server serves `explorer/dist` under /assets/ and finds its entry in the manifest.
export default defineConfig({
  base: "/assets/",
  plugins: [licences()],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    manifest: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: { input: "src/main.ts" },
  },
});
