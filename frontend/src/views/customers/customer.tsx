import { NavLink } from "react-router";
import { address } from "../../api/client";
import { because, count, day, money, percent, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Tile, Tiles } from "../../parts/figures";
import { FileOf } from "../../parts/file_of";
import { Panel } from "../../parts/panel";

/** One customer: their segment and why, scores, value, and the segments they were in. */
export function Customer({ customerId }: { customerId: string }) {
  const { search, change } = useRange();
  const { data: list } = useAnswer("/api/segments/list", { query: { kind: "segment" } });
  const name = (id: string) => list?.items.find((each) => each.segment_id === id)?.name ?? words(id);
  const answer = useAnswer("/api/segments/customers/{customer_id}", { path: { customer_id: customerId } });
  return (
    <Panel
      title={`Customer ${customerId}`}
      answer={answer}
      first
      explain={{ address: address("/api/segments/customers/{customer_id}", { path: { customer_id: customerId } }) }}
      controls={
        <>
          {answer.data !== undefined && (
            <FileOf title="Segments they were in" name={`segments-of-${customerId}.csv`} rows={[["segment", "from", "until", "also"], ...answer.data.history.map((row) => [row.segment_id, row.valid_from, row.valid_to, row.tags.join(" ")])]} />
          )}
          <button type="button" className="tool" onClick={() => change({ customer: null })}>
            Close
          </button>
        </>
      }
    >
      {({ customer: each, history, is_masked: masked }) => (
        <>
          <p>
            <b>{[each.first_name, each.last_name].filter(Boolean).join(" ") || each.customer_id}</b>
            {masked ? " (masked: your role does not show names and addresses)" : ""}, {name(each.segment_id)}: {each.reason}
          </p>
          <Tiles>
            <Tile name="Scores" figure={each.rfm ?? "–"} note={each.rfm === null ? because(each.reasons.rfm) : "recency, frequency, monetary"} />
            <Tile name="Net sales" figure={money(each.net_sales)} note={`${count(each.orders)} orders, ${count(each.purchase_days)} days`} />
            <Tile name="Margin" figure={money(each.margin)} note={each.margin === null ? because(each.reasons.margin) : null} />
            <Tile name="Value in all" figure={money(each.lifetime_value)} note={each.lifetime_value === null ? because(each.reasons.lifetime_value) : words(each.value_basis).toLowerCase()} />
            <Tile name="Last purchase" figure={day(each.last_day, "year")} note={each.is_late ? `late: ${count(each.late_after_days)} days are usual at most` : null} />
            <Tile name="Given as discount" figure={percent(each.discount_share?.value)} />
            <Tile name="Marketing" figure={words(each.marketing_consent)} note={each.is_contactable ? "may be mailed" : "may not be mailed"} />
          </Tiles>
          <p className="row">
            <NavLink to={linked(`/recommendations?customer=${encodeURIComponent(each.customer_id)}`, search)}>What they are recommended</NavLink>
          </p>
          <DataTable
            caption="Segments they were in"
            rows={[...history].reverse()}
            id={(row) => row.valid_from}
            columns={[
              { name: "Segment", cell: (row) => name(row.segment_id) },
              { name: "From", cell: (row) => day(row.valid_from, "year") },
              { name: "Until", cell: (row) => (row.valid_to === null ? "now" : day(row.valid_to, "year")) },
              { name: "Also", wide: true, cell: (row) => row.tags.map(name).join(", ") || "–" },
            ]}
          />
        </>
      )}
    </Panel>
  );
}
