import { address, type Answer } from "../../api/client";
import { because, count, day, money, percent } from "../../app/format";
import { useAnswer, useWholeDays } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";

type Lift = NonNullable<Answer<"get", "/api/segments/{segment_id}/performance">["lift"]>;
type Group = NonNullable<Answer<"get", "/api/segments/{segment_id}/performance">["segment"]>;

/** What the members of the first day brought in some days, beside everybody and the shop. */
export function Performance({ segmentId }: { segmentId: string }) {
  const { basis } = useRange();
  const { days, unknown } = useWholeDays();
  const asked = { path: { segment_id: segmentId }, query: { ...(days ?? {}), basis } };
  const answer = useAnswer("/api/segments/{segment_id}/performance", asked, { enabled: days !== null });
  return (
    <Panel
      title="What its members brought"
      answer={unknown ?? answer}
      csv={address("/api/segments/{segment_id}/performance.csv", asked)}
      explain={{ address: address("/api/segments/{segment_id}/performance", asked) }}
      lines={5}
      phoneLines={8}
    >
      {({ lift, segment, all_customers: all, shop, from, to, members_of: of, reasons, share_of_net_sales: share }) => {
        const rows: { name: string; group: Group }[] = [{ name: "The whole shop", group: shop }];
        if (all !== null) rows.unshift({ name: "All customers", group: all });
        if (segment !== null) rows.unshift({ name: "This segment", group: segment });
        return (
          <>
            <p>
              {segment === null
                ? `From ${day(from)} to ${day(to)}: who was in it on ${day(of, "year")} is not known (${because(reasons.segment)}).`
                : `From ${day(from)} to ${day(to)} those who were in it on ${day(of, "day")} brought ${money(segment.net_sales)}${share === null ? "" : `, ${percent(share.value)} of the shop's net sales`}.`}
            </p>
            <DataTable
              caption="Segment beside the shop"
              rows={rows}
              id={(row) => row.name}
              columns={[
                { name: "", cell: (row) => row.name },
                { name: "Customers", number: true, wide: true, cell: ({ group }) => count(group.customers) },
                { name: "Orders", number: true, cell: ({ group }) => count(group.orders) },
                { name: "Net sales", number: true, cell: ({ group }) => money(group.net_sales) },
                { name: "Margin", number: true, wide: true, cell: ({ group }) => (group.margin === null ? <span className="dim">{because(group.reasons.margin)}</span> : money(group.margin)) },
                { name: "Bought again", number: true, wide: true, cell: ({ group }) => percent(group.repeat_rate?.value) },
                { name: "Average order", number: true, wide: true, cell: ({ group }) => money(group.average_order_value) },
              ]}
            />
            <p className="dim">{lift === null ? `Nothing can be said of what exports of it brought: ${because(reasons.lift)}.` : told(lift)}</p>
          </>
        );
      }}
    </Panel>
  );
}

/** What exports of the group brought, in words that are true of its verdict. */
function told({ exported, held_out: heldOut, net_sales: of, window_days: days }: Lift): string {
  const who = `${count(exported)} exported customers beside ${count(heldOut)} who were held out at random, in the ${count(days)} days after`;
  if (of.difference === null) return `${who}: ${because(of.reasons.difference)}.`;
  const interval = `${money(of.difference)} each (${money(of.low)} to ${money(of.high)})`;
  if (of.verdict === "too_early") return `${who}: ${interval} so far, which is too early to tell${of.days_left === null ? "" : `; ${count(of.days_left)} days to go`}.`;
  return `${who}: ${interval}, ${of.verdict === "no_difference_told" ? "no difference can be told" : of.verdict === "higher" ? "they brought more" : "they brought less"}.`;
}
