import { defineConfig } from "vitest/config";

// Journeys in a real browser against a real suite: infra/local/tests/test_dashboard_journeys.py starts both.
export default defineConfig({
  test: { environment: "node", include: ["journeys/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 60_000, fileParallelism: false },
});
