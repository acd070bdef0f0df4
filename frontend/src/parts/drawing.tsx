// The one wrapper around Recharts: lines, bars and bands over a row of labels. What Recharts would measure text or draw twice
// for (its legend, its container, ticks that fit) is done here: two thirds of the time a chart takes.
import { useReducedMotion } from "@mantine/hooks";
import { memo, type ReactElement, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { useTurns } from "./turns";

export interface Series {
  key: string;
  name: string;
  kind: "line" | "dashed" | "dotted" | "bar" | "band";
  /** One of the page's chart colours, 1 to 6. */
  color: 1 | 2 | 3 | 4 | 5 | 6;
}
export type Point = { label: string } & Record<string, number | string | readonly [number, number] | null>;

export interface DrawingProps {
  label: string;
  points: readonly Point[];
  series: readonly Series[];
  format: (value: number) => string;
  /** For the axis, where room is short. */
  short?: (value: number) => string;
  height?: number;
  marks?: readonly { at: string; name: string }[];
}

const BAND = 0.18; // of a band's colour, so that what lies under it is seen
const DASHES = { line: undefined, dashed: "6 4", dotted: "2 3" } as const;

function told(value: unknown, format: (value: number) => string): string {
  if (Array.isArray(value)) return value.map((each) => format(Number(each))).join(" to ");
  return format(Number(value));
}

const AXIS = 52; // pixels that the figures of the axis take
const LEGEND = 22; // of one line of the legend
const SAMPLE = 34; // that a name in it has for its sample and its distance
const LETTER = 6; // of one in a tick, and a little more; of one in the legend it is one more
const GAP = 28; // between two ticks
const UNKNOWN_WIDTH = 600; // where nothing is laid out

// Of a chart, the most that was drawn on this page: code that runs for the first time takes thrice as long, so that the
// first chart has its parts one by one, each in a turn of its own, and those after it are drawn at once.
let tried = 0;

function Drawing({ points, series, format, short = format, height = 240, marks = [] }: DrawingProps) {
  const still = useReducedMotion(true);
  const [width, box] = useWidth();
  const longest = Math.max(...points.map(({ label }) => label.length), 1);
  const named = series.reduce((sum, { name }) => sum + name.length * (LETTER + 1) + SAMPLE, 0);
  const legend = LEGEND * Math.max(1, Math.ceil(named / (width || UNKNOWN_WIDTH)));
  const every = Math.max(1, Math.ceil((points.length * (longest * LETTER + GAP)) / (width - AXIS)));
  const parts = [
    <XAxis key="x" dataKey="label" tick={{ fontSize: 11, fill: "var(--dim)" }} tickLine={false} stroke="var(--grid)" interval={every - 1} />,
    <YAxis key="y" tickFormatter={short} tick={{ fontSize: 11, fill: "var(--dim)" }} tickLine={false} axisLine={false} width={AXIS} interval={0} />,
    <CartesianGrid key="grid" stroke="var(--grid)" vertical={false} />,
    ...series.map(drawn),
    <Tooltip
      key="tooltip"
      isAnimationActive={!still}
      formatter={(value) => told(value, format)}
      contentStyle={{ background: "var(--panel)", border: "1px solid var(--line)", fontSize: 12 }}
      labelStyle={{ color: "var(--ink)" }}
    />,
    ...marks.map((mark) => (
      <ReferenceLine key={mark.at} x={mark.at} stroke="var(--dim)" strokeDasharray="3 3" label={{ value: mark.name, fontSize: 11, fill: "var(--dim)" }} />
    )),
  ];
  const turns = useTurns(parts.length, tried);
  useEffect(() => {
    tried = Math.max(tried, turns);
  }, [turns]);
  return (
    <div ref={box}>
      {width > 0 && (
        <ComposedChart width={width} height={height - legend} data={[...points]} margin={{ top: 6, right: 18, bottom: 0, left: 0 }} accessibilityLayer={false}>
          {parts.slice(0, turns)}
        </ComposedChart>
      )}
      <ul className="legend" style={{ height: legend }}>
        {series.map((each) => (
          <li key={each.key}>
            <Sample of={each} />
            {each.name}
          </li>
        ))}
      </ul>
    </div>
  );
}

// What is asked for again is mostly the same; functions are made anew each time and say nothing.
export default memo(Drawing, (before, now) => before.height === now.height && shown(before) === shown(now));

function shown({ points, series, marks }: DrawingProps): string {
  return JSON.stringify([points, series, marks]);
}

/** How wide a box is, before it is painted and whenever that changes. */
function useWidth(): [number, RefObject<HTMLDivElement | null>] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(box.current?.clientWidth || UNKNOWN_WIDTH);
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [width, box];
}

function Sample({ of: { kind, color } }: { of: Series }) {
  const stroke = `var(--chart-${color})`;
  return (
    <svg width={14} height={10}>
      {kind === "bar" || kind === "band" ? (
        <rect width={10} height={10} x={2} fill={stroke} fillOpacity={kind === "band" ? BAND : 1} />
      ) : (
        <line x2={14} y1={5} y2={5} stroke={stroke} strokeWidth={2} strokeDasharray={DASHES[kind]} />
      )}
    </svg>
  );
}

function drawn({ key, name, kind, color }: Series): ReactElement {
  const stroke = `var(--chart-${color})`;
  if (kind === "bar") return <Bar key={key} dataKey={key} name={name} fill={stroke} isAnimationActive={false} maxBarSize={36} />;
  if (kind === "band") {
    return <Area key={key} dataKey={key} name={name} fill={stroke} fillOpacity={BAND} stroke="none" isAnimationActive={false} connectNulls />;
  }
  return (
    <Line
      key={key}
      dataKey={key}
      name={name}
      stroke={stroke}
      strokeWidth={2}
      strokeDasharray={DASHES[kind]}
      dot={false}
      isAnimationActive={false}
      connectNulls={kind === "dashed"}
    />
  );
}
