import { memo, type ReactNode, useDeferredValue } from "react";

export interface Column<T> {
  name: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand on the right. */
  number?: boolean;
  /** Left out where the page is as narrow as a phone. */
  wide?: boolean;
}

interface Props<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  id: (row: T) => string;
  /** Pixels from which on it scrolls. */
  tall?: number;
  marked?: (row: T) => boolean;
}

const FIRST = 30; // more than any box that scrolls has room for

// Plain elements: a component for each of some thousand cells is what a slow machine would wait for.
/** A table with a caption for who cannot see what stands around it; its box scrolls by keyboard too. */
export function DataTable<T>(props: Props<T>) {
  // What is seen is there first; what is scrolled to, and what a change brings, a moment later and in small pieces, so that
  // neither keeps a key or a press waiting.
  const { rows, tall } = props;
  return <Drawn of={useDeferredValue(props, tall === undefined ? props : { ...props, rows: rows.slice(0, FIRST) })} />;
}

const Drawn = memo(function Drawn<T>({ of: { caption, columns, rows, id, tall, marked } }: { of: Props<T> }) {
  return (
    <div className="table-box" style={{ maxHeight: tall }} tabIndex={0} role="region" aria-label={caption}>
      <table className="rows">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classes(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)} data-marked={marked?.(row) === true ? true : undefined}>
              {columns.map((column) => (
                <td key={column.name} className={classes(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}) as <T>(props: { of: Props<T> }) => ReactNode;

function classes<T>(column: Column<T>): string {
  return [column.number === true ? "number" : "", column.wide === true ? "wide" : ""].join(" ").trim();
}
