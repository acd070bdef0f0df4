import { NativeSelect } from "@mantine/core";
import { NavLink } from "react-router";
import { address, type Answer } from "../../api/client";
import { because, count, day, percent, wholeMoney } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Bar } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty, NotAllowed } from "../../parts/states";
import { FirstRun } from "../first_run";
import { Clusters } from "./clusters";
import { Customer } from "./customer";
import { CustomersNav } from "./customers_nav";
import { Members } from "./members";
import { Movement } from "./movement";
import { Performance } from "./performance";
import { RefreshNow } from "./refresh_now";
import { Rfm } from "./rfm";
import { SegmentTrend } from "./trend";

type Segment = Answer<"get", "/api/segments/list">["items"][number];

/** Who the customers are, and whom to write to. */
export default function Customers() {
  const may = useMay("customers:read");
  const { search, filter, change } = useRange();
  const kind = filter("kind") === "tag" ? "tag" : "segment";
  const answer = useAnswer("/api/segments/list", { query: { kind } }, { enabled: may });
  const chosen = filter("segment");
  const customer = filter("customer");
  const current = useAnswer("/api/revenue/current");
  if (may && current.data?.data_until === null) return <FirstRun />;
  if (!may) return <NotAllowed detail="Customers are shown to marketers and owners" />;
  return (
    <div className="view">
      <h1 className="unseen">Customers</h1>
      <CustomersNav />
      <Panel
        title="Segments"
        answer={answer}
        csv={address("/api/segments/list.csv", { query: { kind } })}
        explain={{ address: address("/api/segments/list", { query: { kind } }) }}
        lines={14}
        phoneLines={15}
        controls={
          <>
            <RefreshNow />
            <NativeSelect
              aria-label="Segments or tags"
              value={kind}
              data={[
                { value: "segment", label: "Segments" },
                { value: "tag", label: "Tags beside them" },
              ]}
              onChange={({ currentTarget: { value } }) => change({ kind: value, segment: null, cursor: null })}
            />
          </>
        }
      >
        {({ items, refresh, missing, reasons }) =>
          refresh === null ? (
            <Empty title="No customer has been put into a segment yet">{because(reasons.refresh)}</Empty>
          ) : (
            <>
              <p>
                {count(refresh.customers)} customers on the morning of {day(refresh.as_of_date, "day")}
                {kind === "segment" ? `; most are ${most(items)}` : ""}.
              </p>
              <DataTable
                caption="Segments"
                rows={items}
                id={(segment) => segment.segment_id}
                marked={(segment) => segment.segment_id === chosen}
                columns={[
                  {
                    name: "Segment",
                    cell: (segment) => (
                      <button type="button" className="link" title={segment.definition} onClick={() => change({ segment: segment.segment_id, cursor: null })}>
                        {segment.name}
                      </button>
                    ),
                  },
                  { name: "Customers", number: true, cell: (segment) => count(segment.customers) },
                  { name: "Share", wide: true, cell: (segment) => (segment.share === null ? "–" : <Bar share={segment.share.value} label={percent(segment.share.value)} />) },
                  { name: "", number: true, wide: true, cell: (segment) => percent(segment.share?.value) },
                  {
                    name: "In 7 days",
                    number: true,
                    wide: true,
                    cell: (segment) =>
                      segment.change === null ? <span className="dim">not known</span> : `${segment.change.customers > 0 ? "+" : ""}${count(segment.change.customers)} (${count(segment.change.entered)} in, ${count(segment.change.left)} out)`,
                  },
                  { name: "May be mailed", number: true, cell: (segment) => count(segment.contactable) },
                  { name: "Net sales", number: true, wide: true, cell: (segment) => wholeMoney(segment.net_sales) },
                  {
                    name: "Export",
                    wide: true, // on a phone it stands under the table, of the segment that is chosen
                    cell: (segment) => (
                      <NavLink to={linked(`/customers/exports?segment=${encodeURIComponent(segment.segment_id)}`, search)} aria-label={`Export ${segment.name}`}>
                        Export
                      </NavLink>
                    ),
                  },
                ]}
              />
              {chosen !== null && (
                <p>
                  <NavLink to={linked(`/customers/exports?segment=${encodeURIComponent(chosen)}`, search)}>Export {items.find((each) => each.segment_id === chosen)?.name ?? "this group"}</NavLink>
                </p>
              )}
              {missing.map((each) => (
                <p key={each.what} className="dim">
                  {each.why}
                  {each.enough_on === null ? "" : `; enough on ${day(each.enough_on, "year")}`}.
                </p>
              ))}
            </>
          )
        }
      </Panel>
      {customer !== null && <Customer key={customer} customerId={customer} />}
      {chosen !== null && (
        <>
          <SegmentTrend key={`t${chosen}`} segmentId={chosen} />
          <Performance key={`p${chosen}`} segmentId={chosen} />
          <Members key={chosen} segmentId={chosen} />
        </>
      )}
      <Rfm />
      <Movement />
      <Clusters />
    </div>
  );
}

function most(items: readonly Segment[]): string {
  const first = [...items].sort((a, b) => b.customers - a.customers)[0];
  return first === undefined ? "in none" : `${first.name} (${percent(first.share?.value)})`;
}
