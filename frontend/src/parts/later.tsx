import { type ReactNode, useDeferredValue } from "react";

/** What stands below what was asked for: drawn a moment later and in small pieces, so that a key or a press comes between. */
export function Later({ children }: { children: ReactNode }) {
  return useDeferredValue(true, false) ? children : <div aria-busy />;
}
