// The live figures: a WebSocket while somebody looks. Where none can be had, page.js goes on asking by itself.
import { request } from "./api.js";

const SILENT_MS = 15_000; // three messages that did not come: the connection is dead, whatever the browser thinks of it
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export class Live {
  /** `told` is called whenever there are new figures, or none come any more; `lost` before that when it was silent. */
  constructor({ told, lost }) {
    this.told = told;
    this.lost = lost;
    this.socket = null;
    this.document = null;
    this.seq = null;
    this.heardAt = 0; // the last new figures
    this.failures = 0;
    this.retry = 0;
    this.silence = 0;
    this.opening = false;
  }

  /** The document as /api/revenue/current would answer it, while new figures come; else null. */
  answer() {
    return this.isLive() ? { status: 200, body: this.document, data: this.document.data } : null;
  }

  isLive() {
    return this.socket !== null && this.document !== null && Date.now() - this.heardAt < SILENT_MS;
  }

  /** Connect, unless that is done or under way. */
  async open() {
    if (this.socket !== null || this.opening || this.retry !== 0 || typeof WebSocket === "undefined") return;
    this.opening = true;
    try {
      const answer = await request("/api/revenue/live/tickets", { method: "POST" });
      if (answer.status !== 201) return this.failed();
      if (document.visibilityState !== "visible") return; // somebody went away meanwhile
      const since = this.seq === null ? "" : `&since=${this.seq}`;
      this.connect(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${answer.body.path}${since}`);
    } finally {
      this.opening = false;
    }
  }

  connect(address) {
    const socket = new WebSocket(address);
    this.socket = socket;
    this.listen();
    socket.addEventListener("message", (event) => this.socket === socket && this.hear(JSON.parse(event.data)));
    socket.addEventListener("close", () => this.socket === socket && this.ended());
  }

  hear(message) {
    this.failures = 0;
    if (message.type === "snapshot") this.document = message.current;
    else if (message.type === "delta") {
      if (message.seq !== this.seq + 1) {
        this.forget(); // never skip one: a new snapshot is right again
        return this.open();
      }
      this.document = structuredClone(this.document);
      for (const step of message.patch) apply(this.document, step);
    }
    this.seq = message.seq;
    if (message.type === "heartbeat") return; // the connection lives, but there are no new figures
    this.heardAt = Date.now();
    this.listen();
    this.told();
  }

  /** Notice when nothing comes any more. */
  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.lost();
      this.ended();
    }, SILENT_MS);
  }

  /** The connection is over; what was heard last is kept, so that the next one goes on from there. */
  ended() {
    this.drop();
    this.failed();
    this.told(); // whoever looks asks by itself from now on
  }

  failed() {
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures += 1;
    // At random, so that all who lost one instance do not come to the next in the same moment.
    this.retry = setTimeout(() => {
      this.retry = 0;
      if (document.visibilityState === "visible") this.open();
    }, longest * (0.5 + Math.random() / 2));
  }

  /** Nobody looks, or nobody is signed in. */
  close() {
    clearTimeout(this.retry);
    this.retry = 0;
    this.failures = 0;
    this.drop();
  }

  drop() {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** What was told cannot be used any more. */
  forget() {
    this.document = null;
    this.seq = null;
    this.close();
  }
}

/** One step of a JSON Patch (RFC 6902), of those that the suite sends. */
function apply(held, { op, path, value }) {
  const names = path.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = names.pop();
  for (const name of names) held = held[name];
  if (op === "remove") delete held[last];
  else held[last] = value;
}
