import { NativeSelect, TextInput } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";
import { address } from "../../api/client";
import { because, count, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { FirstRun } from "../first_run";
import { AlertDetail, why } from "./alert_detail";
import { ALERT_STATES, ALERTS_SHOWN, alertsAsked, KINDS, RUNNING_OUT, SEVERITIES } from "./asked";
import { InventoryNav } from "./inventory_nav";
import { Quality } from "./quality";
import { LookNow } from "./look_now";
import { Worth } from "./worth";

/** What will run out, what is too much: by kind and urgency, with the reason. */
export default function Alerts() {
  const { filter, change } = useRange();
  const { query } = alertsAsked(filter);
  const answer = useAnswer("/api/inventory/alerts", { query });
  const chosen = filter("alert");
  const kinds = [
    { value: "", label: "all kinds" },
    ...KINDS.map((value) => {
      const open = answer.data?.counts[value];
      return { value, label: `${words(value)}${open === undefined ? "" : ` (${count(open.act + open.watch)})`}` };
    }),
  ];
  if (answer.data?.data_until === null) return <FirstRun />;
  return (
    <div className="view">
      <h1 className="unseen">Inventory</h1>
      <InventoryNav />
      <Panel
        title="Alerts"
        span={chosen === null ? 12 : 7}
        answer={answer}
        csv={address("/api/inventory/alerts.csv", { query: { ...query, cursor: undefined, limit: undefined } })}
        lines={chosen === null ? 31 : 34}
        explain={{ address: address("/api/inventory/alerts", { query }) }}
        controls={
          <>
            <NativeSelect aria-label="Kind" data={kinds} value={query.kind ?? ""} onChange={({ currentTarget: { value } }) => change({ kind: value, cursor: null })} />
            <NativeSelect
              aria-label="Urgency"
              data={[{ value: "", label: "act and watch" }, ...SEVERITIES.map((value) => ({ value, label: words(value) }))]}
              value={query.severity ?? ""}
              onChange={({ currentTarget: { value } }) => change({ severity: value, cursor: null })}
            />
            <NativeSelect
              aria-label="State"
              data={ALERT_STATES.map((value) => ({ value, label: words(value) }))}
              value={query.state}
              onChange={({ currentTarget: { value } }) => change({ state: value, cursor: null })}
            />
            <NativeSelect
              aria-label="Runs out or unsold"
              data={RUNNING_OUT.map(({ value, label }) => ({ value, label }))}
              value={filter("products") ?? ""}
              onChange={({ currentTarget: { value } }) => change({ products: value, cursor: null })}
            />
            {(["location", "category", "product"] as const).map((name) =>
              query[name] === undefined ? null : (
                <button key={name} type="button" className="tool" onClick={() => change({ [name]: null, cursor: null })} aria-label={`Not only ${name} ${query[name]}`}>
                  {query[name]} ✕
                </button>
              ),
            )}
            <Owner key={query.assigned_to} owner={query.assigned_to ?? ""} change={(owner) => change({ owner, cursor: null })} />
            <LookNow />
          </>
        }
      >
        {({ items, total, next_cursor: next, run }) =>
          items.length === 0 ? (
            <Empty title={run === null ? "Stock was not looked at yet" : "No alert fits"}>
              {run === null ? "The suite does it each morning; Look now does it at once." : "Take a filter away to see more."}
            </Empty>
          ) : (
            <>
              <p>
                {count(total)} alerts, the worst first.
              </p>
              <DataTable
                caption="Alerts, worst first"
                rows={items}
                id={(alert) => alert.alert_id}
                marked={(alert) => alert.alert_id === chosen}
                tall={620}
                columns={[
                  {
                    name: "Kind",
                    cell: (alert) => (
                      <span className={alert.severity === "act" ? "tag bad" : "tag"}>
                        {words(alert.kind)}
                        <span className="unseen"> ({alert.severity})</span>
                      </span>
                    ),
                  },
                  {
                    name: "Product",
                    cell: (alert) => (
                      <button type="button" className="link" onClick={() => change({ alert: alert.alert_id, of: alert.product_id })}>
                        {alert.title ?? alert.product_id}
                      </button>
                    ),
                  },
                  {
                    name: "Location",
                    wide: true,
                    cell: (alert) =>
                      alert.location_id === null ? (
                        "all"
                      ) : (
                        <button type="button" className="link" onClick={() => change({ location: alert.location_id, cursor: null })}>
                          {alert.location_id}
                        </button>
                      ),
                  },
                  ...(chosen === null
                    ? [
                        {
                          name: "Category",
                          wide: true,
                          cell: (alert: (typeof items)[number]) =>
                            alert.category === null ? (
                              ""
                            ) : (
                              <button type="button" className="link" onClick={() => change({ category: alert.category, cursor: null })}>
                                {alert.category}
                              </button>
                            ),
                        },
                      ]
                    : []),
                  { name: "On hand", number: true, wide: true, cell: (alert) => count(alert.on_hand) },
                  {
                    name: "Days left",
                    number: true,
                    cell: (alert) =>
                      alert.days_until_stockout === null ? (
                        <span className="dim" title={because(alert.reasons.days_until_stockout)}>
                          {alert.reasons.days_until_stockout === "beyond_120_days" ? "over 120" : "–"}
                        </span>
                      ) : (
                        count(alert.days_until_stockout)
                      ),
                  },
                  ...(chosen === null ? [
                        {
                          name: "What to do, and why",
                          wide: true,
                          cell: (alert: (typeof items)[number]) => (
                            <span title={why(alert)}>
                              {alert.recommended_action}. <span className="dim">{short(why(alert))}</span>
                            </span>
                          ),
                        },
                      ] : []),
                  { name: "At stake", number: true, cell: (alert) => wholeMoney(alert.money_at_stake) },
                  ...(chosen === null ? [{ name: "Owner", wide: true, cell: (alert: (typeof items)[number]) => <Given to={alert.assigned_to} show={(owner) => change({ owner, cursor: null })} /> }] : []),
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
                    Next {ALERTS_SHOWN}
                  </button>
                )}
              </p>
            </>
          )
        }
      </Panel>
      {chosen !== null && <AlertDetail alertId={chosen} close={() => change({ alert: null, of: null })} />}
      <Quality />
      <Worth />
    </div>
  );
}

/** As much of a reason as a row has room for; all of it stands in the alert. */
function short(said: string): string {
  return said.length > 60 ? `${said.slice(0, 59)}…` : said;
}

/** Whose alerts are shown: a name and enter, and everybody's again without one. */
function Owner({ owner, change }: { owner: string; change: (owner: string | null) => void }) {
  const [typed, setTyped] = useState(owner);
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    change(typed.trim() === "" ? null : typed.trim());
  };
  return (
    <form className="row" onSubmit={send}>
      <TextInput aria-label="Owner" placeholder="anybody's" w={100} maxLength={200} value={typed} onChange={({ currentTarget: { value } }) => setTyped(value)} />
      {(owner !== "" || typed !== "") && (
        <button type={typed === owner ? "button" : "submit"} className="tool" onClick={typed === owner ? () => change(null) : undefined} aria-label={typed === owner ? "Everybody's alerts" : "Show these"}>
          {typed === owner ? "✕" : "Show"}
        </button>
      )}
    </form>
  );
}

function Given({ to, show }: { to: string | null; show: (owner: string) => void }) {
  if (to === null) return null;
  return (
    <button type="button" className="link" onClick={() => show(to)}>
      {to}
    </button>
  );
}
