// Charts are begun one after another, each in a moment in which nobody waits for the page: what is drawn is drawn in one go,
// and a key that was pressed meanwhile is answered when it is there.
import { useEffect, useState } from "react";

const STILL_MS = 300; // since the last key or press: who types or goes on does so before a chart is begun
const BUSY_MS = 1_000; // a page that is never idle draws its charts all the same

const waiting: (() => void)[] = [];
let touchedAt = -Infinity;
let isLooking = false;

for (const touch of ["keydown", "pointerdown"]) addEventListener(touch, () => (touchedAt = performance.now()), { capture: true, passive: true });

/** How many turns one had to do what takes long, of those that are wanted and beginning with those that are not needed. */
export function useTurns(wanted: number, had = 0): number {
  const [turns, setTurns] = useState(had);
  const isOver = turns >= wanted;
  useEffect(() => {
    if (isOver) return undefined;
    const take = () => setTurns(turns + 1);
    waiting.push(take);
    if (!isLooking) look();
    return () => {
      if (waiting.includes(take)) waiting.splice(waiting.indexOf(take), 1);
    };
  }, [isOver, turns]);
  return turns;
}

function look(): void {
  isLooking = waiting.length > 0;
  if (!isLooking) return;
  const still = touchedAt + STILL_MS - performance.now();
  if (still > 0) setTimeout(look, still);
  else whenIdle(next);
}

function next(): void {
  if (performance.now() >= touchedAt + STILL_MS) waiting.shift()?.();
  look();
}

function whenIdle(then: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(then, { timeout: BUSY_MS });
  else setTimeout(then, 1); // Safari
}
