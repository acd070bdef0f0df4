import { address } from "../../api/client";
import { because, count, day, money, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

export function Members({ segmentId }: { segmentId: string }) {
  const { filter, change } = useRange();
  const path = { segment_id: segmentId };
  const query = { limit: 50, cursor: filter("cursor") ?? undefined };
  const answer = useAnswer("/api/segments/{segment_id}/customers", { path, query });
  return (
    <Panel
      title={`Customers: ${answer.data?.name ?? segmentId}`}
      answer={answer}
      csv={address("/api/segments/{segment_id}/customers.csv", { path })}
      explain={{ address: address("/api/segments/{segment_id}/customers", { path, query }) }}
      lines={22}
    >
      {({ items, total, is_masked: masked, next_cursor: next }) =>
        items.length === 0 ? (
          <Empty title="Nobody is in it" />
        ) : (
          <>
            <p>
              {count(total)} customers{masked ? ". Your role does not show names and addresses, so they are masked" : ""}.
            </p>
            <DataTable
              caption="Customers of the segment"
              rows={items}
              id={(member) => member.customer_id}
              tall={420}
              columns={[
                {
                  name: "Customer",
                  cell: (member) => (
                    <button type="button" className="link" onClick={() => change({ customer: member.customer_id })}>
                      {[member.first_name, member.last_name].filter(Boolean).join(" ") || member.customer_id}
                    </button>
                  ),
                },
                { name: "E-mail", wide: true, cell: (member) => member.email ?? "–" },
                { name: "Consent", wide: true, cell: (member) => words(member.marketing_consent) },
                { name: "RFM", number: true, cell: (member) => member.rfm ?? "–" },
                { name: "Last purchase", number: true, wide: true, cell: (member) => day(member.last_day, "year") },
                { name: "Net sales", number: true, cell: (member) => money(member.net_sales) },
                { name: "Margin", number: true, wide: true, cell: (member) => (member.margin === null ? <span className="dim">{because(member.reasons.margin)}</span> : money(member.margin)) },
                {
                  name: "Value in all",
                  number: true,
                  wide: true,
                  cell: (member) => (member.lifetime_value === null ? because(member.reasons.lifetime_value) : money(member.lifetime_value)),
                },
                {
                  name: "Why",
                  wide: true,
                  cell: (member) => (
                    <span className="dim" title={member.reason}>
                      {member.reason.length > 70 ? `${member.reason.slice(0, 69)}…` : member.reason}
                    </span>
                  ),
                },
              ]}
            />
            <p className="row">
              {query.cursor !== undefined && (
                <button type="button" className="tool" onClick={() => change({ cursor: null })}>
                  First page
                </button>
              )}
              {next !== null && (
                <button type="button" className="tool" onClick={() => change({ cursor: next })}>
                  Next 50
                </button>
              )}
            </p>
          </>
        )
      }
    </Panel>
  );
}
