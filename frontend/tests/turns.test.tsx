import { act, cleanup, fireEvent, render } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { useTurn } from "../src/parts/turns";

const LONG_MS = 5_000;
let begun: string[] = [];

function Chart({ name }: { name: string }) {
  const isOn = useTurn();
  if (isOn && !begun.includes(name)) begun.push(name);
  return <input aria-label={name} />;
}

beforeAll(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
beforeEach(() => {
  vi.advanceTimersByTime(LONG_MS); // whatever was pressed before is long ago
  begun = [];
});
afterEach(cleanup);
afterAll(() => {
  vi.useRealTimers();
});

function pass(ms: number): void {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
}

test("charts are begun one after another", () => {
  render(["a", "b", "c"].map((name) => <Chart key={name} name={name} />));
  expect(begun).toEqual([]);
  pass(1);
  expect(begun).toEqual(["a"]);
  pass(1);
  expect(begun).toEqual(["a", "b"]);
  pass(1);
  expect(begun).toEqual(["a", "b", "c"]);
});

test("no chart is begun while somebody types, and each is soon after", () => {
  const { getByLabelText } = render(<Chart name="a" />);
  for (let key = 0; key < 10; key += 1) {
    fireEvent.keyDown(getByLabelText("a"), { key: "1" });
    pass(200);
  }
  expect(begun).toEqual([]);
  pass(200);
  expect(begun).toEqual(["a"]);
});

test("a chart that is gone again holds up no other", () => {
  const { rerender } = render([<Chart key="a" name="a" />, <Chart key="b" name="b" />]);
  rerender([<Chart key="b" name="b" />]);
  pass(10);
  expect(begun).toEqual(["b"]);
});
