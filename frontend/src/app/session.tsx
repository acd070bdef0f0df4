// What the role of who is signed in may do decides what is shown.
import { createContext, useContext } from "react";
import type { Identity } from "./signing_in";

export const IdentityContext = createContext<Identity | null>(null);

/** Whether the role of who is signed in has a scope. */
export function useMay(scope: string): boolean {
  return useContext(IdentityContext)?.scopes.includes(scope) ?? false;
}
