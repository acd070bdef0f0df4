// What the view of the address shows is asked for beside the page's own files, not after them: the page takes the answers.
import { address, type Answer, ask, type Asked, type PathWith } from "../api/client";
import { breakdownAsked, productsAsked, trendAsked } from "../views/revenue/asked";
import { ALERTS_ASKED, REORDERS_ASKED } from "../views/today/asked";
import { type SignedIn, signIn } from "./signing_in";
import { viewOf } from "./views";

const KEPT_MS = 20_000; // what no panel took by then would be old news

const under = new Map<string, Promise<unknown>>();
let who: Promise<SignedIn> | null = null;

/** The answer of something that is asked for already; null where it is not, or was taken. */
export function taken<P extends PathWith<"get">>(path: P, asked: Asked<"get", P>): Promise<Answer<"get", P>> | null {
  const to = addressOf(path, asked);
  const found = under.get(to);
  under.delete(to);
  return (found as Promise<Answer<"get", P>> | undefined) ?? null;
}

/** Who is signed in: the first time the answer that is under way. */
export function whoIsThere(): Promise<SignedIn> {
  const said = who ?? signIn();
  who = null;
  return said;
}

function addressOf<P extends PathWith<"get">>(path: P, asked: Asked<"get", P>): string {
  type Values = Record<string, string | number | boolean | null | undefined>;
  return address(path, { query: asked.query as Values | undefined, path: asked.path as Values | undefined });
}

function begin<P extends PathWith<"get">>(path: P, asked: Asked<"get", P>): void {
  const answer = ask("get", path, asked);
  answer.catch(() => undefined); // whoever takes it hears of it
  under.set(addressOf(path, asked), answer);
}

/** Begin with the view of the address: its answers, and its own file. */
export function beginEarly(load: (path: string) => ReturnType<typeof viewOf> = viewOf): void {
  const isNew = location.hash.startsWith("#code=");
  who = signIn();
  who.catch(() => undefined); // as above
  if (isNew) return; // nobody is signed in before the code was traded for a cookie
  setTimeout(() => under.clear(), KEPT_MS);
  const [path = "", text = ""] = location.hash.replace(/^#?\/?/, "").split("?", 2);
  const search = new URLSearchParams(text);
  begin("/api/revenue/current", {});
  if (path === "") {
    begin("/api/revenue/insights", {});
    begin("/api/inventory/alerts", ALERTS_ASKED);
    begin("/api/inventory/reorders", REORDERS_ASKED);
  } else if (path === "revenue") {
    begin("/api/revenue/trends", trendAsked(search));
    begin("/api/revenue/breakdown", breakdownAsked(search));
    begin("/api/revenue/products/top", productsAsked(search));
  }
  void load(path)?.().catch(() => undefined); // the router asks for it too, and says what is wrong
}
