import { address, type Answer } from "../../api/client";
import { amount, because, count, day, money, percent, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { Heat } from "../../parts/heat";

type Value = Answer<"get", "/api/revenue/customers/ltv">;
const ASKED_WINDOW = "365d"; // cohorts are months: of fewer days there is nothing to lay side by side

/** What customers brought, by the month of their first order: a heat map, every cell a number. */
export function Cohorts() {
  const { basis } = useRange();
  const asked = { query: { window: ASKED_WINDOW, basis, cohort: "month" } } as const;
  const answer = useAnswer("/api/revenue/customers/ltv", asked);
  return (
    <Panel
      title="What customers bring, by month of first order"
      answer={answer}
      csv={address("/api/revenue/customers/ltv.csv", asked)}
      explain={{ address: address("/api/revenue/customers/ltv", asked) }}
      lines={16}
    >
      {(value) => (value.cohorts.length === 0 ? <Empty title="No customer has a first order in these days" /> : <Map of={value} />)}
    </Panel>
  );
}

function Map({ of: value }: { of: Value }) {
  const marks = value.cohorts[0]?.marks.map(({ days }) => days) ?? [];
  const most = Math.max(1, ...value.cohorts.flatMap(({ marks: each }) => each.map((mark) => amount(mark.value) ?? 0)));
  const top = value.concentration.find(({ share_of_customers: share }) => share >= 0.1) ?? value.concentration[0];
  return (
    <>
      <p>
        {count(value.customers)} customers ordered first from {day(value.from, "year")} to {day(value.to, "year")}
        {value.distribution === null ? "" : `, and brought ${money(value.distribution.mean)} of ${words(value.measure).toLowerCase()} each so far`}
        {top?.share ? `; the best ${percent(top.share_of_customers, 0)} of them ${percent(top.share.value)} of all` : ""}.
        {value.predicted === null ? ` What they will bring: ${because(value.reasons.predicted)}.` : ""}
      </p>
      <div className="table-box" tabIndex={0} role="region" aria-label="Value of cohorts">
        <table className="heat-map">
          <caption className="unseen">{words(value.measure)} per customer, cumulated, by days since the first order</caption>
          <thead>
            <tr>
              <th scope="col">First order</th>
              <th scope="col" className="number">
                Customers
              </th>
              {marks.map((days) => (
                <th key={days} scope="col" className="number">
                  {days} days
                </th>
              ))}
              <th scope="col" className="number">
                So far
              </th>
              <th scope="col" className="number">
                Next 12 months
              </th>
            </tr>
          </thead>
          <tbody>
            {[...value.cohorts].reverse().map((cohort) => (
              <tr key={cohort.start}>
                <th scope="row">
                  {day(cohort.start, "month")}
                  {cohort.complete ? "" : " (part)"}
                </th>
                <td className="number">{count(cohort.customers)}</td>
                {cohort.marks.map((mark) => (
                  <Heat
                    key={mark.days}
                    share={(amount(mark.value) ?? 0) / most}
                    text={mark.value === null ? null : wholeMoney(mark.value)}
                    why={mark.value === null ? `${because(mark.reasons.value)}; from ${day(mark.mature_from, "year")}` : `${money(mark.value)} per customer`}
                  />
                ))}
                <td className="number">{money(cohort.to_date.value)}</td>
                <td className="number">{cohort.predicted?.value_12m ? money(cohort.predicted.value_12m) : <span title={because(cohort.predicted_reason)}>–</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
