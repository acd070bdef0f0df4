import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  // The suite serves the files of a build under this prefix; routes of the page itself have none.
  base: "/",
  html: { cspNonce: "__CSP_NONCE__" }, // the server puts a new one into every page: styles that are made in the page carry it
  build: {
    outDir: "dist",
    assetsDir: "assets",
    manifest: "manifest.json", // what the test of the first load's size reads
    sourcemap: false,
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy has no data: addresses
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080", "/ws": { target: "ws://127.0.0.1:8080", ws: true } } },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    css: false,
  },
});
