// Charts are begun one after another, each in a moment in which nobody waits for the page: a chart is drawn in one go, and
// a key that was pressed meanwhile is answered when it is there.
import { useEffect, useState } from "react";

const STILL_MS = 300; // since the last key or press: who types or goes on does so before a chart is begun
const BUSY_MS = 1_000; // a page that is never idle draws its charts all the same

const waiting: (() => void)[] = [];
let touchedAt = -Infinity;
let isLooking = false;

for (const touch of ["keydown", "pointerdown"]) addEventListener(touch, () => (touchedAt = performance.now()), { capture: true, passive: true });

/** Whether it is one's turn to do what takes long; stays so. */
export function useTurn(): boolean {
  const [isOn, setOn] = useState(false);
  useEffect(() => {
    if (isOn) return undefined;
    const take = () => setOn(true);
    waiting.push(take);
    if (!isLooking) look();
    return () => {
      if (waiting.includes(take)) waiting.splice(waiting.indexOf(take), 1);
    };
  }, [isOn]);
  return isOn;
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
