import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// Mantine's components that no part of the first view is made of: for writing and choosing, and for what opens above the page.
const FIELDS = ["CloseButton", "NumberInput", "Checkbox", "Combobox", "FileButton", "Progress", "Input", "InputBase", "InputsGroupFieldset", "NativeSelect", "TextInput"];
const FLOATING = ["Popover", "ScrollArea", "FocusTrap", "Overlay", "Portal"];

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

/** Every file once more as Brotli, at its highest quality: a seventh smaller than gzip, and too slow to make for each start. */
function compressTheFiles(): Plugin {
  return {
    name: "compress-the-files",
    apply: "build",
    writeBundle({ dir = "dist" }) {
      const assets = join(dir, "assets");
      for (const file of readdirSync(assets)) if (/\.(js|css)$/.test(file)) writeFileSync(join(assets, `${file}.br`), brotliCompressSync(readFileSync(join(assets, file))));
    },
  };
}

export default defineConfig({
  plugins: [react(), preloadThePage(), compressTheFiles()],
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
        // Few files instead of one for every component. What the first view has nothing of is in none of its two.
        codeSplitting: {
          groups: [
            { name: "fields", test: new RegExp(`/node_modules/(react-number-format/|@mantine/core/esm/(utils/(InlineInput|InputsGroupFieldset)|components/(${FIELDS.join("|")}))/)|/src/(parts/(data_table|chart|heat|file_of)|app/range_controls)`), includeDependenciesRecursively: false },
            { name: "explanation", test: new RegExp(`/node_modules/(@floating-ui|react-remove-scroll|tabbable|@mantine/core/esm/(utils/Floating|components/(${FLOATING.join("|")})))/|/src/parts/explanation`), includeDependenciesRecursively: false },
            { name: "libraries", test: /rolldown\/runtime|node_modules\/(react|react-dom|react-router|scheduler|cookie|set-cookie-parser|@tanstack|@mantine|clsx)\//, includeDependenciesRecursively: false },
            { name: "shell", test: /src\/(page\.tsx|parts\/(?!drawing)|app\/(?!asking|early|first_asked|remembered|signing_in|views|config)|views\/(today\/(?!asked|.*\.css)|first_run))/, includeDependenciesRecursively: false },
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
