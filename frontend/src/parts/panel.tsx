import type { UseQueryResult } from "@tanstack/react-query";
import { type CSSProperties, type ReactNode, useId } from "react";
import { Explain, type ExplainOf } from "./explain";
import { Age, Loading, Wrong } from "./states";

const LINE = 22; // pixels, a row of a table

interface Props<T> {
  title: string;
  answer: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** Where the same is as CSV. */
  csv?: string;
  /** Which answer tells how it was made, or words that do. */
  explain?: ExplainOf;
  /** Filters of this panel alone. */
  controls?: ReactNode;
  /** Columns of the page's twelve. */
  span?: 3 | 4 | 5 | 6 | 7 | 8 | 12;
  /** How tall it will be, in lines of 22 pixels: room that is kept from the beginning, so that nothing moves. */
  lines?: number;
  /** The same on a phone, where tables stand under charts. */
  phoneLines?: number;
  /** Above all others on a phone: what was just chosen. */
  first?: boolean;
}

/** A part of a view: its figures, or what is there instead of them, and what can be done with them. */
export function Panel<T extends object>({ title, answer, children, csv, explain, controls, span = 12, lines = 3, phoneLines = lines, first = false }: Props<T>) {
  const id = useId();
  const room = { "--room": `${lines * LINE}px`, "--phone-room": `${phoneLines * LINE}px` } as CSSProperties;
  const { data, error, isPlaceholderData } = answer;
  // Figures that stand are there to be read while newer ones are asked for: neither hidden nor drawn anew until they come.
  const busy = isPlaceholderData || (data === undefined && error === null);
  return (
    <section className={`panel span-${span}${first ? " first-on-phone" : ""}`} style={room} aria-labelledby={id} aria-busy={busy}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {data !== undefined && <Age of={data} />}
        {data !== undefined && error !== null && <span className="tag warn">could not be refreshed</span>}
        <div className="panel-tools">
          {controls}
          {explain !== undefined && <Explain of={explain} title={title} />}
          {csv !== undefined && (
            <a className="tool" href={csv} download aria-label={`${title} as CSV`}>
              CSV
            </a>
          )}
        </div>
      </header>
      {data === undefined ? (
        error === null ? (
          <Loading label={title} lines={lines} />
        ) : (
          <Wrong error={error} again={() => void answer.refetch()} />
        )
      ) : (
        <div className={isPlaceholderData ? "panel-body waiting" : "panel-body"}>{children(data)}</div>
      )}
    </section>
  );
}
