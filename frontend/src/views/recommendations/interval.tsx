/** An interval about its estimate, with a mark where nothing is gained; the numbers stand beside it. */
export function Interval({ lift, low, high, widest, label }: { lift: number; low: number; high: number; widest: number; label: string }) {
  const at = (value: number) => `${Math.min(100, Math.max(0, 50 + (50 * value) / widest))}%`;
  return (
    <div className="interval" role="img" aria-label={label}>
      <div className="interval-none" />
      <div className="interval-span" style={{ left: at(low), right: `calc(100% - ${at(high)})` }} />
      <div className="interval-point" style={{ left: at(lift) }} />
    </div>
  );
}
