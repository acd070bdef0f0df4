// Who is asking: a one-time code in the address becomes a cookie. Nothing of React is here: it goes on before the page is.
import { type Answer, ApiError, ask } from "../api/client";
import { config } from "./config";

export type Identity = Answer<"get", "/api/auth/me">;
export type SignedIn = { who: Identity } | { refused: string | null };

/**
 * The view that a link in Slack or a mail asks for, as `/?to=/inventory?alert=...`. Whoever has to sign in on the way comes back
 * to the address without its fragment, in which the views are; what is behind the question mark stays.
 */
export function takeLink(): void {
  const to = new URLSearchParams(location.search).get("to");
  if (to?.startsWith("/")) history.replaceState(null, "", `${location.pathname}#${to}`);
}

/** The one-time code in the address, if there is one; it leaves the address at once, so that it is not kept or shared. */
export function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code !== null) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

/** Trade the code of the address for a cookie, then say who is signed in. Raises ApiError for anything but a refusal. */
export async function signIn(): Promise<SignedIn> {
  const code = takeCode();
  let refused: string | null = null;
  if (code !== null) {
    try {
      return { who: await ask("post", "/api/auth/session", { body: { code } }) };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) throw error;
      refused = error.message; // somebody may be signed in all the same
    }
  }
  try {
    return { who: await ask("get", "/api/auth/me") };
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return { refused };
    throw error;
  }
}

export async function signOut(): Promise<void> {
  if (config.signIn === "proxy") {
    location.assign("/?gcp-iap-mode=CLEAR_LOGIN_COOKIE"); // Identity-Aware Proxy's own way out
    return;
  }
  await ask("delete", "/api/auth/session");
  location.reload();
}
