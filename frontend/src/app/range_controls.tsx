import { NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useRange } from "./range";

const WINDOW_NAMES = [
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "90d", label: "90 days" },
  { value: "365d", label: "365 days" },
  { value: "own", label: "Own days…" },
];
const COMPARISON_NAMES = [
  { value: "previous", label: "against the days before" },
  { value: "year", label: "against a year before" },
  { value: "both", label: "against both" },
  { value: "none", label: "against nothing" },
];
const BASIS_NAMES = [
  { value: "accounting", label: "refunds on their day" },
  { value: "order", label: "refunds on the order's day" },
];
const REFRESH_NAMES = [
  { value: "off", label: "by hand" },
  { value: "10s", label: "each 10 s" },
  { value: "60s", label: "each minute" },
  { value: "300s", label: "each 5 min" },
];

/** The one control of days, comparison, basis and refresh, for all panels of all views. */
export default function RangeControls() {
  const { window, days, comparison, basis, refresh, change } = useRange();
  const client = useQueryClient();
  const [choosing, setChoosing] = useState(false);
  const own = days !== null || choosing;
  return (
    <div className="range" role="group" aria-label="Days and comparison">
      <NativeSelect
        aria-label="Days"
        data={WINDOW_NAMES}
        value={own ? "own" : (window ?? "90d")}
        onChange={({ currentTarget: { value } }) => {
          setChoosing(value === "own");
          if (value !== "own") change({ range: value, from: null, to: null });
        }}
      />
      {own && (
        <OwnDays
          key={`${days?.from ?? ""}${days?.to ?? ""}`}
          from={days?.from ?? ""}
          to={days?.to ?? ""}
          chosen={(from, to) => change({ range: null, from, to })}
        />
      )}
      <NativeSelect
        aria-label="Comparison"
        data={COMPARISON_NAMES}
        value={comparison}
        onChange={({ currentTarget: { value } }) => change({ compare: value })}
      />
      <NativeSelect
        className="wide"
        aria-label="Basis"
        data={BASIS_NAMES}
        value={basis}
        onChange={({ currentTarget: { value } }) => change({ basis: value })}
      />
      <NativeSelect
        className="wide"
        aria-label="Refresh"
        data={REFRESH_NAMES}
        value={refresh}
        onChange={({ currentTarget: { value } }) => change({ refresh: value })}
      />
      {/* Later, so that the press shows before every panel is drawn anew. */}
      <button type="button" className="tool" aria-label="Refresh now" onClick={() => setTimeout(() => void client.invalidateQueries())}>
        ⟳
      </button>
    </div>
  );
}

function OwnDays({ from, to, chosen }: { from: string; to: string; chosen: (from: string, to: string) => void }) {
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(to);
  const take = (a: string, b: string) => {
    if (a !== "" && b !== "" && a <= b) chosen(a, b);
  };
  return (
    <>
      <TextInput
        type="date"
        aria-label="First day"
        value={first}
        onChange={({ currentTarget: { value } }) => {
          setFirst(value);
          take(value, last);
        }}
      />
      <TextInput
        type="date"
        aria-label="Last day"
        value={last}
        onChange={({ currentTarget: { value } }) => {
          setLast(value);
          take(first, value);
        }}
      />
    </>
  );
}
