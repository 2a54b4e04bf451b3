import { defineConfig } from "vite";

// The server serves `explorer/dist` under /assets/ and finds its entry in the manifest.
export default defineConfig({
  base: "/assets/",
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
