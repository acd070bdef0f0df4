import { defineConfig } from "vitest/config";

// What the dashboard promises, measured in a real browser: tests/benchmarks/ui.py starts it, and the suites it looks at.
export default defineConfig({
  test: { environment: "node", include: ["journeys/**/*.measure.ts"], testTimeout: 3_600_000, hookTimeout: 60_000, fileParallelism: false, maxConcurrency: 2 },
});
