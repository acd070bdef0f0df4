// The one wrapper around Recharts: lines, bars and bands over a row of labels.
import { useReducedMotion } from "@mantine/hooks";
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

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

const DASHES = { line: undefined, dashed: "6 4", dotted: "2 3" } as const;

function told(value: unknown, format: (value: number) => string): string {
  if (Array.isArray(value)) return value.map((each) => format(Number(each))).join(" to ");
  return format(Number(value));
}

export default function Drawing({ points, series, format, short = format, height = 240, marks = [] }: DrawingProps) {
  const still = useReducedMotion(true);
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 600, height }}>
      <ComposedChart data={[...points]} margin={{ top: 6, right: 6, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--grid)" vertical={false} />
        <XAxis dataKey="label" tick={{ fontSize: 11, fill: "var(--dim)" }} tickLine={false} stroke="var(--grid)" minTickGap={28} />
        <YAxis
          tickFormatter={short}
          tick={{ fontSize: 11, fill: "var(--dim)" }}
          tickLine={false}
          axisLine={false}
          width={52}
        />
        <Tooltip
          isAnimationActive={!still}
          formatter={(value) => told(value, format)}
          contentStyle={{ background: "var(--panel)", border: "1px solid var(--line)", fontSize: 12 }}
          labelStyle={{ color: "var(--ink)" }}
        />
        <Legend iconSize={10} wrapperStyle={{ fontSize: 12 }} formatter={(name) => <span className="legend">{name}</span>} />
        {series.map((each) => drawn(each))}
        {marks.map((mark) => (
          <ReferenceLine key={mark.at} x={mark.at} stroke="var(--dim)" strokeDasharray="3 3" label={{ value: mark.name, fontSize: 11, fill: "var(--dim)" }} />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function drawn({ key, name, kind, color }: Series) {
  const stroke = `var(--chart-${color})`;
  if (kind === "bar") return <Bar key={key} dataKey={key} name={name} fill={stroke} isAnimationActive={false} maxBarSize={36} />;
  if (kind === "band") {
    return <Area key={key} dataKey={key} name={name} fill={stroke} fillOpacity={0.18} stroke="none" isAnimationActive={false} legendType="square" connectNulls />;
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
