import { address, type Answer } from "../../api/client";
import { because, count, day, money, percent } from "../../app/format";
import { useAnswer, useWholeDays } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";

type Group = NonNullable<Answer<"get", "/api/segments/{segment_id}/performance">["segment"]>;

/** What the members of the first day brought in some days, beside everybody and the shop. */
export function Performance({ segmentId }: { segmentId: string }) {
  const { basis } = useRange();
  const days = useWholeDays();
  const asked = { path: { segment_id: segmentId }, query: { ...(days ?? {}), basis } };
  const answer = useAnswer("/api/segments/{segment_id}/performance", asked, { enabled: days !== null });
  return (
    <Panel title="What its members brought" answer={answer} csv={address("/api/segments/{segment_id}/performance.csv", asked)} lines={4}>
      {({ segment, all_customers: all, shop, from, to, members_of: of, reasons, share_of_net_sales: share }) => {
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
                { name: "Bought again", number: true, wide: true, cell: ({ group }) => percent(group.repeat_rate?.value) },
                { name: "Average order", number: true, wide: true, cell: ({ group }) => money(group.average_order_value) },
              ]}
            />
          </>
        );
      }}
    </Panel>
  );
}
