// The one way this page talks to the services. Paths, parameters, bodies and answers are typed by the contracts.
import type { paths as Auth } from "./generated/auth";
import type { paths as Bus } from "./generated/bus";
import type { paths as Ingestion } from "./generated/ingestion";
import type { paths as Inventory } from "./generated/inventory-alerts";
import type { paths as Jobs } from "./generated/jobs";
import type { paths as Recommendations } from "./generated/recommendations-v2";
import type { paths as Revenue } from "./generated/revenue";
import type { paths as Segments } from "./generated/segments";
import type { components } from "./generated/revenue";
import { config } from "../app/config";

type Paths = Auth & Bus & Ingestion & Inventory & Jobs & Recommendations & Revenue & Segments;
export type Method = "get" | "post" | "put" | "delete";
export type Problem = components["schemas"]["Problem"];

/** Paths that have a method. */
export type PathWith<M extends Method> = {
  [P in keyof Paths]: Paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof Paths];

type Operation<M extends Method, P extends PathWith<M>> = Paths[P] extends Record<M, infer O> ? O : never;
type Json<R> = R extends { content: { "application/json": infer B } } ? B : undefined;

/** What a method of a path answers when it does what it was asked. */
export type Answer<M extends Method, P extends PathWith<M>> =
  Operation<M, P> extends { responses: infer R }
    ? R extends { 200: infer A }
      ? Json<A>
      : R extends { 201: infer A }
        ? Json<A>
        : R extends { 202: infer A }
          ? Json<A>
          : undefined
    : never;

type Part<M extends Method, P extends PathWith<M>, K extends "query" | "path"> =
  Operation<M, P> extends { parameters: infer R } ? (R extends { [key in K]?: infer Q } ? NonNullable<Q> : never) : never;
type Body<M extends Method, P extends PathWith<M>> =
  Operation<M, P> extends { requestBody?: infer B } ? Json<NonNullable<B>> : undefined;

/** What a request says beside its path. */
export interface Asked<M extends Method, P extends PathWith<M>> {
  query?: [Part<M, P, "query">] extends [never] ? undefined : Part<M, P, "query">;
  path?: [Part<M, P, "path">] extends [never] ? undefined : Part<M, P, "path">;
  body?: Body<M, P>;
  /** Of a POST with an effect outside: the same key does it once. */
  idempotencyKey?: string;
}

const TIMEOUT_MS = 30_000; // a query of the biggest shop takes some seconds; a laptop that wakes up takes longer

/** A request that was not answered as hoped; status 0 is no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
  }

  /** The stable name of the kind of error, such as `not-allowed`. */
  get kind(): string {
    return this.problem.type.replace("urn:shopsight:problem:", "");
  }
}

type Told = (data: string | null) => void;
let tellWhose: Told = () => undefined;
let whose: string | null = null;

/** Have a listener told with every answer whose data it is: `shop` or `demo`. */
export function onWhose(told: Told): void {
  tellWhose = told;
}

/** Whose data the last answer was made of; null before the first. */
export function whoseNow(): string | null {
  return whose;
}

type Values = Record<string, string | number | boolean | null | undefined>;

/** The address of a path with its parameters; what is undefined, null or empty is left out. */
export function address(path: string, parts: { query?: Values; path?: Values } = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parts.path?.[name] ?? "")));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return config.apiOrigin + filled + (text === "" ? "" : `?${text}`);
}

/** Ask a service. Raises ApiError. */
export async function ask<M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  asked: Asked<M, P> = {},
): Promise<Answer<M, P>> {
  const to = address(path, { query: asked.query as Values | undefined, path: asked.path as Values | undefined });
  const said: unknown = asked.body;
  const body = said === undefined ? undefined : JSON.stringify(said);
  const headers: Record<string, string> = { Accept: "application/json" };
  // Else Identity-Aware Proxy answers who is signed in no more with a page of another origin, which looks like no answer.
  if (config.signIn === "proxy") headers["X-Requested-With"] = "XMLHttpRequest";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (asked.idempotencyKey !== undefined) headers["Idempotency-Key"] = asked.idempotencyKey;
  return (await send(to, { method: method.toUpperCase(), headers, body })) as Answer<M, P>;
}

/** Send a request as it is, for what is no JSON. Raises ApiError. */
export async function send(to: string, request: RequestInit): Promise<unknown> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(to, {
      credentials: config.apiOrigin === "" ? "same-origin" : "include",
      cache: "no-cache", // the browser asks with If-None-Match and takes a 304 for what it holds
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...request,
    });
    text = await answer.text();
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    throw unreachable(late ? `No answer within ${TIMEOUT_MS / 1000} seconds.` : "The suite does not answer.");
  }
  whose = answer.headers.get("X-Shopsight-Data") ?? whose;
  tellWhose(whose);
  const said = parsed(text);
  if (answer.ok) return said;
  if (answer.status === 401 && config.signIn === "proxy" && !isProblem(said)) signInAgain();
  throw new ApiError(answer.status, isProblem(said) ? said : unnamed(answer.status));
}

/** Load the page anew, which lets the proxy sign in; it comes back to the view that is shown now. */
function signInAgain(): void {
  location.assign(`/?to=${encodeURIComponent(location.hash.slice(1) || "/")}`);
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProblem(said: unknown): said is Problem {
  return typeof said === "object" && said !== null && "title" in said && "type" in said;
}

function unnamed(status: number): Problem {
  return { type: "urn:shopsight:problem:unnamed", title: `The suite answered ${status}`, status, request_id: "" };
}

function unreachable(detail: string): ApiError {
  const title = "The suite is not reachable";
  return new ApiError(0, { type: "urn:shopsight:problem:unreachable", title, detail, status: 0, request_id: "" });
}
