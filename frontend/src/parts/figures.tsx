import type { ReactNode } from "react";
import type { Change } from "../app/format";

/** A change: an arrow for the eye, words for the ear, never by colour alone. */
export function Delta({ of, on }: { of: Change | null; on: string }) {
  if (of === null) return null;
  const arrow = of.direction === "up" ? "▲" : of.direction === "down" ? "▼" : "";
  return (
    <span className={`delta ${of.direction}`}>
      <span aria-hidden="true">{arrow} </span>
      {of.direction !== "same" && <span className="unseen">{of.direction} </span>}
      {of.text}
      <span className="on"> {on}</span>
    </span>
  );
}

/** One figure with its name, and what it is compared with or why it is missing. */
export function Tile({ name, figure, note }: { name: string; figure: string; note?: ReactNode }) {
  return (
    <div className="tile">
      <dt>{name}</dt>
      <dd className="figure">{figure}</dd>
      {note !== undefined && note !== null && note !== false && <dd className="note">{note}</dd>}
    </div>
  );
}

export function Tiles({ children }: { children: ReactNode }) {
  return <dl className="tiles">{children}</dl>;
}

/** A share of a whole as a bar; the number stands beside it. */
export function Bar({ share, mark, label }: { share: number; mark?: number | null; label: string }) {
  const at = (value: number) => `${Math.min(100, Math.max(0, value * 100))}%`;
  return (
    <div className="bar" role="img" aria-label={label}>
      <div className="bar-fill" style={{ width: at(share) }} />
      {mark !== undefined && mark !== null && <div className="bar-mark" style={{ left: at(mark) }} />}
    </div>
  );
}
