// Who is asking: a one-time code in the address becomes a cookie, and what the role may do decides what is shown.
import { createContext, useContext } from "react";
import { type Answer, ApiError, ask } from "../api/client";

export type Identity = Answer<"get", "/api/auth/me">;
export const IdentityContext = createContext<Identity | null>(null);

/** Whether the role of who is signed in has a scope. */
export function useMay(scope: string): boolean {
  return useContext(IdentityContext)?.scopes.includes(scope) ?? false;
}

/** The one-time code in the address, if there is one; it leaves the address at once, so that it is not kept or shared. */
export function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code !== null) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

export type SignedIn = { who: Identity } | { refused: string | null };

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
  await ask("delete", "/api/auth/session");
  location.reload();
}
