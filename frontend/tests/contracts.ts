// Answers made up from the contracts in openapi/, so that a view can be drawn from everything it may be told.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What a JSON Schema of the contracts may say, references taken in. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  minimum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}
interface Contract {
  paths: Record<string, { get?: { responses: Record<string, { content?: Record<string, { schema: Schema }> }> } }>;
}
/** `whole`: everything that may be there is; `bare`: only what has to be, lists empty, and null what may be null. */
export type Made = "whole" | "bare";

interface Reader {
  createConfig: (settings: object) => Promise<unknown>;
  bundle: (what: { ref: string; config: unknown; dereference: boolean }) => Promise<{ bundle: { parsed: Contract } }>;
}
// The one that the types of the API are made with.
const reader = createRequire(createRequire(import.meta.url).resolve("openapi-typescript"))("@redocly/openapi-core") as Reader;
const FOLDER = join(import.meta.dirname, "../../openapi");
const DEEPEST = 12; // what refers to itself ends there

const questions: { path: RegExp; schema: Schema }[] = [];

/** Reads the contracts; before any answer. */
export async function readContracts(): Promise<void> {
  const config = await reader.createConfig({});
  const names = readdirSync(FOLDER).filter((name) => /^(?!components|events).*\.yaml$/.test(name));
  const read = await Promise.all(names.map((name) => reader.bundle({ ref: join(FOLDER, name), config, dereference: true })));
  for (const { bundle } of read) {
    for (const [path, { get }] of Object.entries(bundle.parsed.paths)) {
      const schema = get?.responses["200"]?.content?.["application/json"]?.schema;
      if (schema !== undefined) questions.push({ path: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`), schema });
    }
  }
  // `/runs/last` before `/runs/{run_id}`.
  questions.sort((a, b) => a.path.source.split("[^").length - b.path.source.split("[^").length);
}

/** What a GET of a path may answer; undefined where the contracts know none. */
export function answerTo(path: string, made: Made): unknown {
  const found = questions.find((each) => each.path.test(path));
  return found === undefined ? undefined : valueOf(found.schema, made, "", 0);
}

function valueOf(schema: Schema, made: Made, name: string, depth: number): unknown {
  if (schema.const !== undefined) return schema.const;
  const either = schema.anyOf ?? schema.oneOf;
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  const mayBeNull = types.includes("null") || (either ?? []).some((each) => each.type === "null");
  if ((mayBeNull && made === "bare") || depth > DEEPEST) return null;
  if (schema.allOf?.length === 1) return valueOf(schema.allOf[0] ?? {}, made, name, depth);
  if (schema.allOf !== undefined) return objectOf(joined(schema.allOf), made, depth);
  if (either !== undefined) return valueOf(either.find((each) => each.type !== "null") ?? {}, made, name, depth);
  if (schema.enum !== undefined) return schema.enum.find((each) => each !== null);
  switch (types.find((each) => each !== "null")) {
    case "array":
      return made === "bare" ? [] : [valueOf(schema.items ?? {}, made, name, depth + 1)];
    case "string":
      return textOf(schema, name);
    case "integer":
    case "number":
      return made === "bare" ? (schema.minimum ?? 0) : Math.max(schema.minimum ?? 0, 1);
    case "boolean":
      return false;
    default:
      return objectOf(schema, made, depth);
  }
}

function joined(parts: readonly Schema[]): Schema {
  const flat = parts.flatMap((part) => part.allOf ?? [part]);
  return { properties: Object.assign({}, ...flat.map((part) => part.properties ?? {})) as Record<string, Schema>, required: flat.flatMap((part) => part.required ?? []) };
}

function objectOf(schema: Schema, made: Made, depth: number): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  const names = Object.keys(properties).filter((name) => made === "whole" || required.includes(name));
  return Object.fromEntries(names.map((name) => [name, valueOf(properties[name] ?? {}, made, name, depth + 1)]));
}

const TEXTS: Record<string, string> = { amount: "12.50", currency: "EUR", country: "IE", time_zone: "Europe/Dublin" };
const FORMATS: Record<string, string> = { date: "2026-11-22", "date-time": "2026-11-22T18:05:00+00:00", uri: "https://shop.example", time: "06:00" };

function textOf({ format = "" }: Schema, name: string): string {
  return TEXTS[name] ?? FORMATS[format] ?? (name === "at" ? "06:00" : `some ${name}`);
}
