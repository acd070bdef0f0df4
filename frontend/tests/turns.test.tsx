import { act, cleanup, fireEvent, render } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { useTurns } from "../src/parts/turns";

const LONG_MS = 5_000;
let begun: string[] = [];

function Chart({ name }: { name: string }) {
  const isOn = useTurns(1) > 0;
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

function Parts({ wanted, had }: { wanted: number; had: number }) {
  return <output>{useTurns(wanted, had)}</output>;
}

test("what is made in parts has a turn for each, and another one's come between", () => {
  const { getByRole } = render([<Parts key="p" wanted={3} had={0} />, <Chart key="a" name="a" />]);
  const shown: string[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    shown.push(`${getByRole("status").textContent}${begun.join("")}`);
    pass(1);
  }
  expect(shown).toEqual(["0", "1", "1a", "2a", "3a"]);
});

test("parts that need no turn are there at once, and all the others follow", () => {
  const { getByRole } = render(<Parts wanted={4} had={2} />);
  expect(getByRole("status").textContent).toBe("2");
  for (let turn = 0; turn < 5; turn += 1) pass(1);
  expect(getByRole("status").textContent).toBe("4");
});
