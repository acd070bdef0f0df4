import { afterEach, expect, test } from "vitest";
import { takeLink } from "../src/app/signing_in";

afterEach(() => history.replaceState(null, "", "/"));

/** Where the page is after it took the link of an address. */
function after(address: string): string {
  history.replaceState(null, "", address);
  takeLink();
  return location.pathname + location.search + location.hash;
}

test("a link from Slack leads to its view, also after a sign-in that lost the fragment", () => {
  expect(after("/?to=%2Finventory%3Falert%3Dlow_stock-blue-mug%26of%3Dblue-mug")).toBe("/#/inventory?alert=low_stock-blue-mug&of=blue-mug");
  expect(after("/?to=/inventory/reorders?reorder=r-1")).toBe("/#/inventory/reorders?reorder=r-1");
});

test("what is no view of this page leads nowhere", () => {
  expect(after("/?to=https%3A%2F%2Fevil.example")).toBe("/?to=https%3A%2F%2Fevil.example");
  expect(after("/?to=javascript:alert(1)")).toBe("/?to=javascript:alert(1)");
  expect(after("/#/revenue?window=30d")).toBe("/#/revenue?window=30d");
});
