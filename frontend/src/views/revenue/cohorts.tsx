import { address, type Answer } from "../../api/client";
import { amount, because, count, day, money, percent, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { Heat } from "../../parts/heat";
import { cohortsAsked } from "./asked";

type Value = Answer<"get", "/api/revenue/customers/ltv">;

/** What customers brought, by the month of their first order: a heat map, every cell a number. */
export function Cohorts() {
  const { search } = useRange();
  const asked = cohortsAsked(search);
  const answer = useAnswer("/api/revenue/customers/ltv", asked);
  return (
    <Panel
      title="What customers bring, by month of first order"
      answer={answer}
      csv={address("/api/revenue/customers/ltv.csv", asked)}
      explain={{ address: address("/api/revenue/customers/ltv", asked) }}
      lines={23}
      phoneLines={30}
    >
      {(value) => (value.cohorts.length === 0 ? <Empty title="No customer has a first order in these days" /> : <Map of={value} />)}
    </Panel>
  );
}

/** What they are expected to bring in the next year, and how right the same was on the shop's own past. */
function Predicted({ of: value, measure }: { of: NonNullable<Value["predicted"]>; measure: Value["measure"] }) {
  const { calibration, expected_purchases_90d: purchases } = value;
  const used = calibration?.errors.find(({ method }) => method === value.method);
  const plain = calibration?.errors.find(({ method }) => method === "last_window");
  const best = value.concentration.find(({ share_of_customers: share }) => share >= 0.1);
  return (
    <>
      <Tiles>
        <Tile name="Next 12 months" figure={money(value.value_12m)} note={value.value_12m === null ? because(value.reasons.value_12m) : `${words(value.basis).toLowerCase()} per customer, ${count(value.customers)} of them`} />
        <Tile name="Purchases in 90 days" figure={count(purchases.value, 2)} note={`${count(purchases.numerator, 0)} of ${count(purchases.denominator)} customers`} />
        <Tile name="Best tenth" figure={best?.share ? percent(best.share.value, 0) : "–"} note="of what is expected of all" />
        <Tile
          name="Off on the past"
          figure={used === undefined ? "–" : percent(Math.abs(used.purchases.predicted / Math.max(1, used.purchases.actual) - 1))}
          note={
            calibration === null || used === undefined
              ? because(value.reasons.calibration)
              : `purchases in ${count(calibration.window_days)} days from ${day(calibration.known_until)}${plain === undefined ? "" : `; as in the days before: ${percent(Math.abs(plain.purchases.predicted / Math.max(1, plain.purchases.actual) - 1))}`}`
          }
        />
      </Tiles>
      <details>
        <summary>How that was told, {words(measure).toLowerCase()}</summary>
        <ul>
          {value.explanation.map((said) => (
            <li key={said}>{said}</li>
          ))}
        </ul>
      </details>
    </>
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
      {value.predicted !== null && <Predicted of={value.predicted} measure={value.measure} />}
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
