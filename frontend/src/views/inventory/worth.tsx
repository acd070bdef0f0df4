import { address } from "../../api/client";
import { because, count, money, percent } from "../../app/format";
import { useAnswer, useWholeDays } from "../../app/queries";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";

/** What an amount leaves out, though there is one. */
function partly(reason: string | undefined): string {
  return reason === undefined ? "" : `; ${because(reason)}`;
}

/** What alerts and reorders were worth: what was counted, apart from what is estimated. */
export function Worth() {
  const { days, unknown } = useWholeDays();
  const asked = { query: { from: days?.from, to: days?.to } };
  const answer = useAnswer("/api/inventory/value", asked, { enabled: days !== null });
  return (
    <Panel
      title="What it was worth"
      span={4}
      lines={10}
      phoneLines={16}
      answer={unknown ?? answer}
      csv={address("/api/inventory/value.csv", asked)}
      explain={{ address: address("/api/inventory/value", asked) }}
    >
      {({ measured, estimated }) => (
        <>
          <h3>Measured</h3>
          <Tiles>
            <Tile name="Alerts told" figure={count(measured.alerts_pushed)} note={`${count(measured.came_true)} came true, ${count(measured.interventions)} goods came first`} />
            <Tile name="Wrong" figure={percent(measured.false_share)} note={measured.false_share === null ? because(measured.reasons.false_share) : `${percent(measured.false_share_low)} to ${percent(measured.false_share_high)}`} />
            <Tile name="Ordered" figure={money(measured.ordered_amount)} note={measured.ordered_amount === null ? because(measured.reasons.ordered_amount) : `${count(measured.reorders_ordered)} orders, ${count(measured.reorders_in_time)} in time${partly(measured.reasons.ordered_amount)}`} />
          </Tiles>
          <h3>Estimated</h3>
          <Tiles>
            <Tile
              name="Lost margin avoided"
              figure={money(estimated.lost_margin_avoided)}
              note={
                estimated.lost_margin_avoided === null
                  ? because(estimated.reasons.lost_margin_avoided)
                  : `${money(estimated.lost_margin_avoided_low)} to ${money(estimated.lost_margin_avoided_high)}, four of five times${partly(estimated.reasons.lost_margin_avoided)}`
              }
            />
          </Tiles>
        </>
      )}
    </Panel>
  );
}
