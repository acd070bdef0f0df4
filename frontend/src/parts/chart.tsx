// A chart with a true sentence above it and its table beside it. The drawing is loaded when it is needed, and drawn in its turn.
import { lazy, type ReactNode, Suspense } from "react";
import type { DrawingProps } from "./drawing";
import { Loading } from "./states";
import { useTurns } from "./turns";

const Drawing = lazy(() => import("./drawing"));

export function Chart({ sentence, table, height = 240, ...drawing }: DrawingProps & { sentence: string; table: ReactNode }) {
  const isOn = useTurns(1) > 0; // the sentence and the table are on the screen before
  return (
    <figure className="chart">
      <figcaption>{sentence}</figcaption>
      <div className="chart-and-table">
        <div className="drawing" style={{ height }} aria-hidden="true">
          <Suspense fallback={<Loading label={drawing.label} />}>{isOn ? <Drawing height={height} {...drawing} /> : <Loading label={drawing.label} />}</Suspense>
        </div>
        <div className="chart-table">{table}</div>
      </div>
    </figure>
  );
}
