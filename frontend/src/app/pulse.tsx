import { useEffect, useState } from "react";
import { LOCALE } from "./format";
import { useLive } from "./live";

const TICK_MS = 1_000;

/** Whether figures come by themselves: a dot that beats with every message, and since when it does not. */
export function Pulse() {
  const { phase, heardAt, beats } = useLive();
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow((held) => held + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const at = heardAt === 0 ? null : new Date(heardAt).toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const said =
    phase === "live" && at !== null
      ? `live ${at}`
      : phase === "lost"
        ? at === null
          ? "not live: asking"
          : `stale since ${at}`
        : "connecting";
  return (
    <p className="pulse" data-phase={phase} role="status" aria-label={phase === "live" ? "Live figures" : said}>
      <span key={beats} className="dot" aria-hidden="true" />
      <span aria-hidden={phase === "live"}>{said}</span>
    </p>
  );
}
