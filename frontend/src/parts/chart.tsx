// A chart with a true sentence above it and its table beside it. The drawing is loaded when it is needed.
import { lazy, type ReactNode, Suspense, useDeferredValue } from "react";
import { Loading } from "./states";
import type { DrawingProps } from "./drawing";

const Drawing = lazy(() => import("./drawing"));

export function Chart({ sentence, table, height = 240, ...drawing }: DrawingProps & { sentence: string; table: ReactNode }) {
  // The sentence and the table are on the screen before the drawing is begun with.
  const isTold = useDeferredValue(true, false);
  return (
    <figure className="chart">
      <figcaption>{sentence}</figcaption>
      <div className="chart-and-table">
        <div className="drawing" style={{ height }} aria-hidden="true">
          <Suspense fallback={<Loading label={drawing.label} />}>{isTold ? <Drawing height={height} {...drawing} /> : <Loading label={drawing.label} />}</Suspense>
        </div>
        <div className="chart-table">{table}</div>
      </div>
    </figure>
  );
}
