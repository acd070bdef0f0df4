// Questions to the services, kept and shared by TanStack Query.
import { keepPreviousData, QueryCache, QueryClient, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Answer, ApiError, ask, type Asked, type PathWith } from "../api/client";
import { taken } from "./early";
import { shopDay } from "./format";
import { type Days, useRange, wholeDays } from "./range";

const MOST_TRIES = 2; // an answer 503 says when to come again; asking the same thing more often hides that it is down

export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // The session is over, or its role was taken back: the page says so at once, not panel by panel.
        const isOver = error instanceof ApiError && error.status === 401 && query.queryKey[0] !== "session";
        if (isOver) void client.invalidateQueries({ queryKey: ["session"] }, { cancelRefetch: false }); // one question for all that were refused
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000, // as_of is floored to five seconds: asking again sooner gives the same answer
        gcTime: 300_000,
        retry: (failures, error) =>
          failures < MOST_TRIES && error instanceof ApiError && (error.status === 0 || error.status >= 500),
        refetchOnWindowFocus: true,
        placeholderData: keepPreviousData,
      },
      mutations: { retry: false },
    },
  });
  return client;
}

export function keyOf(path: string, asked: object): readonly unknown[] {
  return [path, asked];
}

interface Options<T> {
  enabled?: boolean;
  /** Milliseconds between two looks, instead of what the refresh control says. */
  every?: number | false | ((data: T | undefined) => number | false);
}

/** What a GET answers, asked again as the refresh control says. */
export function useAnswer<P extends PathWith<"get">>(
  path: P,
  asked: Asked<"get", P> = {},
  options: Options<Answer<"get", P>> = {},
): UseQueryResult<Answer<"get", P>> {
  const { refreshMs } = useRange();
  const { every } = options;
  return useQuery<Answer<"get", P>>({
    queryKey: keyOf(path, asked),
    queryFn: () => taken(path, asked) ?? ask("get", path, asked),
    enabled: options.enabled ?? true,
    refetchInterval: typeof every === "function" ? (query) => every(query.state.data) : (every ?? refreshMs),
  });
}

/** Forget what was heard of some paths, so that it is asked anew: after something was changed. */
export function useForget(): (...beginnings: string[]) => Promise<void> {
  const client = useQueryClient();
  return useMemo(
    () => async (...beginnings: string[]) => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) =>
          beginnings.some((beginning) => typeof queryKey[0] === "string" && queryKey[0].startsWith(beginning)),
      });
    },
    [client],
  );
}

/** Days of the range; null until they are known. Where that failed, `unknown` stands in the place of what is asked of them. */
export interface WholeDays {
  days: Days | null;
  unknown: UseQueryResult<never> | null;
}

/** The days of the range for what takes days only, and speaks of days that are over: they end yesterday. */
export function useWholeDays(): WholeDays {
  const { days, window } = useRange();
  const current = useAnswer("/api/revenue/current");
  const { data, error } = current;
  if (days !== null) return { days, unknown: null };
  if (data === undefined) return { days: null, unknown: error === null ? null : (current as UseQueryResult<never>) };
  return { days: wholeDays({ days, window }, shopDay(data.as_of, data.time_zone)), unknown: null };
}
