// What the view of the address shows is asked for beside the page's own files, not after them: the page takes the answers.
import { address, type Answer, ask, type Asked, type PathWith } from "../api/client";
import { firstOf } from "./first_asked";
import { remember } from "./remembered";
import { type SignedIn, signIn } from "./signing_in";
import { viewOf } from "./views";

const KEPT_MS = 20_000; // what no panel took by then would be old news
const FIRST_MS = 250; // what is waited for so that the page is drawn once, not three times; longer, and it had better say that it loads

/** An answer that is there already, under the key of its question. */
export interface Answered {
  key: readonly unknown[];
  data: unknown;
  at: number;
}

const SESSION = "session";
const under = new Map<string, Promise<unknown>>();
const there = new Map<string, Answered>();
let who: Promise<SignedIn> | null = null;

/** The answer of something that is asked for already; null where it is not, or was taken. */
export function taken<P extends PathWith<"get">>(path: P, asked: Asked<"get", P>): Promise<Answer<"get", P>> | null {
  const to = addressOf(path, asked);
  const found = under.get(to);
  forget(to);
  return (found as Promise<Answer<"get", P>> | undefined) ?? null;
}

/** What was answered by now; whoever calls it has it, and `taken` no more. */
export function answered(): Answered[] {
  const all = [...there.values()];
  if (there.has(SESSION)) who = null;
  [...there.keys()].forEach(forget);
  return all;
}

/** Who is signed in: the first time the answer that is under way. */
export function whoIsThere(): Promise<SignedIn> {
  const said = who ?? signIn();
  who = null;
  return said;
}

function forget(to: string): void {
  under.delete(to);
  there.delete(to);
}

function addressOf<P extends PathWith<"get">>(path: P, asked: Asked<"get", P>): string {
  type Values = Record<string, string | number | boolean | null | undefined>;
  return address(path, { query: asked.query as Values | undefined, path: asked.path as Values | undefined });
}

function begin<P extends PathWith<"get">>(path: P, asked: Asked<"get", P>): Promise<Answer<"get", P>> {
  const to = addressOf(path, asked);
  const answer = ask("get", path, asked);
  under.set(to, answer);
  const keep = (data: unknown) => under.get(to) === answer && there.set(to, { key: [path, asked], data, at: Date.now() });
  answer.then(keep, () => undefined); // what went wrong, whoever takes it hears of
  return answer;
}

/**
 * Begin with the view of the address: its answers, and its own file. What it answers with resolves when the page may be drawn,
 * and is to be called when it is.
 */
export async function beginEarly(load: (path: string) => ReturnType<typeof viewOf> = viewOf): Promise<() => void> {
  const isNew = location.hash.startsWith("#code=");
  const signing = signIn();
  signing.then(
    (said) => {
      if (!("who" in said)) return;
      remember("scopes", said.who.scopes.join(" "));
      if (who === signing) there.set(SESSION, { key: [SESSION], data: said, at: Date.now() });
    },
    () => undefined, // as above
  );
  who = signing;
  if (isNew) return () => undefined; // nobody is signed in before the code was traded for a cookie
  setTimeout(() => [...under.keys()].forEach(forget), KEPT_MS);
  const [path = "", text = ""] = location.hash.replace(/^#?\/?/, "").split("?", 2);
  const { first, then, charts } = firstOf(path, new URLSearchParams(text));
  begin("/api/revenue/current", {}).then(({ time_zone }) => remember("time_zone", time_zone), () => undefined);
  first(begin);
  const view = load(path)?.().catch(() => undefined); // the router asks for it too, and says what is wrong
  await Promise.race([Promise.allSettled([view, ...under.values(), signing]), new Promise((done) => setTimeout(done, FIRST_MS))]);
  return () => {
    then(begin);
    if (charts) void import("../parts/drawing").catch(() => undefined); // as above
  };
}
