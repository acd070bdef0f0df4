// Marketing's rules as they are typed, before they are kept.
import type { Answer } from "../../api/client";

export type Kept = Answer<"get", "/api/recommendations/v2/rules">;
export const SURFACES = ["home", "product", "cart", "email", "discovery"] as const;
export const KINDS = { pins: "Pin", bans: "Ban", cross_sell: "Cross-sell" } as const;
export type Kind = keyof typeof KINDS;

export interface Draft {
  kind: Kind;
  product: string;
  then: string;
  surface: (typeof SURFACES)[number] | null;
  from: string | null;
  until: string | null;
  note: string | null;
}

/** The rules as they are typed: those that stand, in their order, and those to come. */
export function draftsOf({ pins, bans, cross_sell: cross }: Kept): Draft[] {
  const plain = (kind: "pins" | "bans") => (each: Kept["pins"][number]): Draft => ({ kind, product: each.product_id, then: "", surface: each.surface, from: each.from, until: each.until, note: each.note });
  return [...pins.map(plain("pins")), ...bans.map(plain("bans")), ...cross.map((each): Draft => ({ kind: "cross_sell", product: each.bought, then: each.then, surface: null, from: each.from, until: each.until, note: each.note }))];
}

/** What is sent: all rules of each kind, in their order. */
export function bodyOf(rows: readonly Draft[], version: number) {
  const of = (kind: Kind) => rows.filter((each) => each.kind === kind);
  const plain = ({ product, surface, from, until, note }: Draft) => ({ product_id: product, surface, from, until, note });
  return {
    version,
    pins: of("pins").map(plain),
    bans: of("bans").map(plain),
    cross_sell: of("cross_sell").map(({ product, then, from, until, note }) => ({ bought: product, then, from, until, note })),
  };
}

/** The same rules with one of them a place earlier. */
export function earlier(rows: readonly Draft[], one: Draft): Draft[] {
  const at = rows.indexOf(one);
  const next = [...rows];
  next.splice(at, 1);
  next.splice(Math.max(0, at - 1), 0, one);
  return next;
}
