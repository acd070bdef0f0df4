import { expect, test } from "vitest";
import { bodyOf, draftsOf, earlier } from "../src/views/recommendations/drafts";
import { idOf } from "../src/views/recommendations/plan_experiment";

const NOW = "2026-03-02T10:00:00Z";
const said = { from: null, until: null, is_live: true, note: null, author: "mia", at: NOW };
const KEPT = {
  version: 3,
  changed_at: NOW,
  changed_by: "mia",
  pins: [
    { product_id: "mug", title: "Mug", surface: "home" as const, ...said },
    { product_id: "jug", title: "Jug", surface: null, ...said },
  ],
  bans: [{ product_id: "rug", title: null, surface: null, ...said, note: "recalled" }],
  cross_sell: [{ bought: "pasta", then: "pesto", title: "Pesto", ...said, evidence: null }],
  preview: null,
};

test("rules that nobody touched are sent as they stand, with the version they were read at", () => {
  expect(bodyOf(draftsOf(KEPT), KEPT.version)).toEqual({
    version: 3,
    pins: [
      { product_id: "mug", surface: "home", from: null, until: null, note: null },
      { product_id: "jug", surface: null, from: null, until: null, note: null },
    ],
    bans: [{ product_id: "rug", surface: null, from: null, until: null, note: "recalled" }],
    cross_sell: [{ bought: "pasta", then: "pesto", from: null, until: null, note: null }],
  });
});

test("a pin that is moved earlier stands first in what is sent, and the first stays first", () => {
  const rows = draftsOf(KEPT);
  const jug = rows[1];
  if (jug === undefined) throw new Error("there are two pins");
  const moved = earlier(rows, jug);

  expect(bodyOf(moved, 3).pins.map((each) => each.product_id)).toEqual(["jug", "mug"]);
  expect(earlier(moved, jug)).toEqual(moved);
});

test("an experiment's id is made of its name", () => {
  expect(idOf("  Second version, at Home! ")).toBe("second-version-at-home");
  expect(idOf("é")).toBe("");
  expect(idOf("x".repeat(60))).toHaveLength(40);
});
