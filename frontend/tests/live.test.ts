import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live, patched, type Outside, type Socket } from "../src/app/live";

/** A suite that hands out tickets, and whose sockets a test speaks through. */
class FakeSuite implements Outside {
  sockets: { address: string; socket: Socket }[] = [];
  refuses = false;
  ticket = () => (this.refuses ? Promise.reject(new Error("none left")) : Promise.resolve("/ws/revenue/live?ticket=t"));
  open = (address: string): Socket => {
    const socket: Socket = { onmessage: null, onclose: null, close: () => undefined };
    this.sockets.push({ address, socket });
    return socket;
  };
  now = () => Date.now();
  random = () => 1;
  say(message: object): void {
    this.sockets.at(-1)?.socket.onmessage?.({ data: JSON.stringify({ as_of: "", is_provisional: true, ...message }) });
  }
}

const SNAPSHOT = { type: "snapshot", seq: 7, current: { today: { orders: 3 } } };
let suite: FakeSuite;
let live: Live;

beforeEach(async () => {
  vi.useFakeTimers();
  suite = new FakeSuite();
  live = new Live(suite);
  live.start();
  await vi.advanceTimersByTimeAsync(0);
});
afterEach(() => {
  live.close();
  vi.useRealTimers();
});

test("figures of a snapshot are shown, and every change of them", () => {
  suite.say(SNAPSHOT);
  suite.say({ type: "delta", seq: 8, patch: [{ op: "replace", path: "/today/orders", value: 4 }] });

  expect(live.getState().phase).toBe("live");
  expect(live.getState().current?.today.orders).toBe(4);
});

test("a heartbeat beats without new figures", () => {
  suite.say(SNAPSHOT);
  suite.say({ type: "heartbeat", seq: 7 });

  expect(live.getState().beats).toBe(2);
  expect(live.getState().current?.today.orders).toBe(3);
});

test("a change that was missed is never skipped: a new snapshot is asked for", async () => {
  suite.say(SNAPSHOT);
  suite.say({ type: "delta", seq: 9, patch: [{ op: "replace", path: "/today/orders", value: 9 }] });
  await vi.advanceTimersByTimeAsync(0);

  expect(suite.sockets).toHaveLength(2);
  expect(suite.sockets[1]?.address).not.toContain("since");
  expect(live.getState().current?.today.orders).toBe(3);
});

test("what says nothing for fifteen seconds is stale, and tried again from where it was", async () => {
  suite.say(SNAPSHOT);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(live.getState().phase).toBe("lost");

  await vi.advanceTimersByTimeAsync(1_000);
  expect(suite.sockets[1]?.address).toContain("since=7");
});

test("a suite without room is asked later each time", async () => {
  suite.say(SNAPSHOT);
  suite.refuses = true;
  suite.sockets[0]?.socket.onclose?.();
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.advanceTimersByTimeAsync(1_999);
  suite.refuses = false;
  expect(suite.sockets).toHaveLength(1);

  await vi.advanceTimersByTimeAsync(1);
  expect(suite.sockets).toHaveLength(2);
});

test("a patch leaves the document it was made of as it was", () => {
  const before = { a: { "b/c": 1, d: 2 } };

  expect(patched(before, [{ op: "replace", path: "/a/b~1c", value: 5 }, { op: "remove", path: "/a/d" }])).toEqual({ a: { "b/c": 5 } });
  expect(before).toEqual({ a: { "b/c": 1, d: 2 } });
});
