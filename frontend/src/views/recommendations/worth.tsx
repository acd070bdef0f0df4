import { address } from "../../api/client";
import { because, count, day, money } from "../../app/format";
import { useAnswer, useWholeDays } from "../../app/queries";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";

/** What recommendations were worth, measured apart from estimated. */
export function Worth() {
  const { days, unknown } = useWholeDays();
  const asked = { query: days ?? {} };
  const answer = useAnswer("/api/recommendations/v2/value", asked, { enabled: days !== null });
  return (
    <Panel
      title="What they were worth"
      lines={4}
      phoneLines={10}
      answer={unknown ?? answer}
      csv={address("/api/recommendations/v2/value.csv", asked)}
      explain={{ address: address("/api/recommendations/v2/value", asked) }}
    >
      {({ from, to, measured, estimated }) => (
        <>
          <p>
            From {day(from, "year")} to {day(to, "year")}: {count(measured.recommended)} customers and visitors saw recommendations, {count(measured.held_out)} were held out and saw none.
          </p>
          <Tiles>
            <Worthy name="Net sales beyond the hold-out" of={measured.net_sales} />
            <Worthy name="Margin beyond the hold-out" of={measured.margin} />
            <Worthy name="Estimated: bought after a click" of={estimated.net_sales_after_click} />
            <Tile name="Items bought after a click" figure={count(estimated.bought_after_click)} />
          </Tiles>
        </>
      )}
    </Panel>
  );
}

type Amount = { amount: string; currency: string } | null;

function Worthy({ name, of }: { name: string; of: { amount: Amount; low: Amount; high: Amount; reason: string | null } }) {
  return <Tile name={name} figure={money(of.amount)} note={of.amount === null ? because(of.reason) : of.low === null || of.high === null ? null : `${money(of.low)} to ${money(of.high)}`} />;
}
