import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** What the first, small file loads next is named in the page, so that a browser fetches both at once. */
function preloadThePage(): Plugin {
  return {
    name: "preload-the-page",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((each) => each.type === "chunk");
        const files = new Set<string>();
        const take = (file: string): void => {
          const chunk = chunks.find(({ fileName }) => fileName === file);
          if (files.has(file) || chunk === undefined || chunk.isEntry) return;
          files.add(file);
          chunk.imports.forEach(take);
        };
        chunks.filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith("/src/page.tsx"))).forEach(({ fileName }) => take(fileName));
        return [...files].map((file) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, fetchpriority: "low", href: `/${file}` }, injectTo: "head" as const }));
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), preloadThePage()],
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
    chunkSizeWarningLimit: 600, // kB before compression; tests/size.test.ts holds what is sent
    rolldownOptions: {
      output: {
        // Two files instead of nine before the first figure; of what the first, small one needs nothing is in them.
        codeSplitting: {
          groups: [
            { name: "libraries", test: /node_modules\/(react|react-dom|react-router|scheduler|cookie|set-cookie-parser|@tanstack|@mantine|@floating-ui|clsx|react-number-format|react-remove-scroll|tabbable)\//, includeDependenciesRecursively: false },
            { name: "shell", test: /src\/(page\.tsx|parts\/(?!drawing)|app\/(?!asking|early|signing_in|views|config)|views\/(today\/(?!asked|.*\.css)|first_run))/, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080", "/ws": { target: "ws://127.0.0.1:8080", ws: true } } },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    css: false,
  },
});
