// The live figures: a WebSocket while somebody looks. Where none can be had, the page goes on asking by itself.
import { useSyncExternalStore } from "react";
import { type Answer, ask } from "../api/client";
import type { components } from "../api/generated/revenue";
import { config } from "./config";

export type Current = Answer<"get", "/api/revenue/current">;
type Message = components["schemas"]["LiveMessage"];
type PatchStep = components["schemas"]["PatchStep"];

const SILENT_MS = 15_000; // three messages that did not come: the connection is dead, whatever the browser thinks of it
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export interface LiveState {
  /** `live`: figures come by themselves. `waiting`: a connection is being made. `lost`: there was one. */
  phase: "off" | "waiting" | "live" | "lost";
  current: Current | null;
  /** When the suite was heard last, by this machine's clock; beats, also when no figure changed. */
  heardAt: number;
  beats: number;
}

/** What a page needs of a WebSocket; a test has one of its own. */
export interface Socket {
  onmessage: ((event: { data: string }) => void) | null;
  onclose: (() => void) | null;
  close: () => void;
}
export interface Outside {
  ticket: () => Promise<string>;
  open: (address: string) => Socket;
  now: () => number;
  random: () => number;
}

const theWorld: Outside = {
  ticket: async () => (await ask("post", "/api/revenue/live/tickets")).path,
  open: (address) => {
    const socket = new WebSocket(address);
    const held: Socket = { onmessage: null, onclose: null, close: () => socket.close() };
    socket.addEventListener("message", (event: MessageEvent<string>) => held.onmessage?.({ data: event.data }));
    socket.addEventListener("close", () => held.onclose?.());
    return held;
  },
  now: () => Date.now(),
  random: () => Math.random(),
};

function socketAddress(path: string, since: number | null): string {
  const origin = config.apiOrigin === "" ? location.origin : config.apiOrigin;
  return origin.replace(/^http/, "ws") + path + (since === null ? "" : `&since=${since}`);
}

export class Live {
  private state: LiveState = { phase: "off", current: null, heardAt: 0, beats: 0 };
  private readonly listeners = new Set<() => void>();
  private socket: Socket | null = null;
  private seq: number | null = null;
  private failures = 0;
  private wanted = false;
  private opening = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private readonly outside: Outside;

  constructor(outside: Outside = theWorld) {
    this.outside = outside;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): LiveState => this.state;

  /** Connect, and go on doing so, until `close`. */
  start(): void {
    this.wanted = true;
    void this.open();
  }

  /** Nobody looks any more. What was heard last is kept, so that the next connection goes on from there. */
  close(): void {
    this.wanted = false;
    this.failures = 0;
    clearTimeout(this.retry);
    this.retry = undefined;
    this.drop();
    this.tell({ phase: "off" });
  }

  private async open(): Promise<void> {
    if (!this.wanted || this.socket !== null || this.opening || this.retry !== undefined) return;
    this.opening = true;
    if (this.state.phase === "off") this.tell({ phase: "waiting" });
    try {
      const path = await this.outside.ticket();
      if (this.isWanted()) this.connect(socketAddress(path, this.seq));
    } catch {
      this.failed();
    } finally {
      this.opening = false;
    }
  }

  // A method, because a ticket takes a moment and somebody may have gone away meanwhile.
  private isWanted(): boolean {
    return this.wanted;
  }

  private connect(address: string): void {
    const socket = this.outside.open(address);
    this.socket = socket;
    this.listen();
    socket.onmessage = (event) => {
      if (this.socket === socket) this.hear(JSON.parse(event.data) as Message);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.ended();
    };
  }

  private hear(message: Message): void {
    this.failures = 0;
    let current = this.state.current;
    if (message.type === "snapshot") current = message.current;
    else if (message.type === "delta") {
      if (current === null || this.seq === null || message.seq !== this.seq + 1) {
        this.seq = null; // one was missed: a new snapshot is right again
        this.drop();
        void this.open();
        return;
      }
      current = patched(current, message.patch);
    }
    this.seq = message.seq;
    this.listen();
    this.tell({ phase: "live", current, heardAt: this.outside.now(), beats: this.state.beats + 1 });
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.ended(), SILENT_MS);
  }

  private ended(): void {
    this.drop();
    this.failed();
  }

  private failed(): void {
    this.tell({ phase: "lost" });
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures += 1;
    // At random, so that all who lost one instance do not come to the next in the same moment.
    this.retry = setTimeout(
      () => {
        this.retry = undefined;
        void this.open();
      },
      longest * (0.5 + this.outside.random() / 2),
    );
  }

  private drop(): void {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private tell(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** A document with the steps of a JSON Patch (RFC 6902) taken, of those that the suite sends. */
export function patched<T>(document: T, steps: readonly PatchStep[]): T {
  const next = structuredClone(document);
  for (const { op, path, value } of steps) {
    const names = path.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = names.pop() ?? "";
    let held: unknown = next;
    for (const name of names) held = (held as Record<string, unknown>)[name];
    if (op === "remove") Reflect.deleteProperty(held as Record<string, unknown>, last);
    else (held as Record<string, unknown>)[last] = value;
  }
  return next;
}

export const live = new Live();

/** The shop's time zone, once it was told; a page that uses it is drawn anew only then. */
export function useZone(): string | undefined {
  return useSyncExternalStore(live.subscribe, () => live.getState().current?.time_zone);
}

export function useLive(): LiveState {
  return useSyncExternalStore(live.subscribe, live.getState);
}
