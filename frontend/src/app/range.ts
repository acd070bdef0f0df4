// The one range, comparison and refresh control. It lives in the address: a link opens the exact view.
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { type Range, rangeQuery, readRange, type Window, withChanges } from "./asking";

export * from "./asking";

export interface RangeControl extends Range {
  search: URLSearchParams;
  /** As the API's parameters; the same object while nothing changes. */
  query: { window?: Window; from?: string; to?: string };
  refreshMs: number | false;
  change: (changes: Record<string, string | null>) => void;
  /** One filter of a view, kept in the address. */
  filter: (name: string) => string | null;
}

export function useRange(): RangeControl {
  const [search, setSearch] = useSearchParams();
  const range = useMemo(() => readRange(search), [search]);
  const query = useMemo(() => rangeQuery(range), [range]);
  const change = useCallback(
    (changes: Record<string, string | null>) => setSearch((held) => withChanges(held, changes), { replace: true }),
    [setSearch],
  );
  const filter = useCallback((name: string) => search.get(name), [search]);
  const refreshMs = range.refresh === "off" ? (false as const) : parseInt(range.refresh, 10) * 1000;
  return { ...range, search, query, refreshMs, change, filter };
}
