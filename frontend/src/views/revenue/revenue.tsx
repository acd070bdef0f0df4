import { useDeferredValue } from "react";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { FirstRun } from "../first_run";
import { trendAsked } from "./asked";
import { Breakdown } from "./breakdown";
import { Cohorts } from "./cohorts";
import { Forecast } from "./forecast";
import { Funnel } from "./funnel";
import { InsightList } from "./insight_list";
import { Pace } from "./pace";
import { Products } from "./products";
import { Reconciliation } from "./reconciliation";
import { Trend } from "./trend";
import { Turnover } from "./turnover";

/** How the shop is doing against what was expected, and what earns the money. */
export default function Revenue() {
  const { search } = useRange();
  const current = useAnswer("/api/revenue/current");
  const trend = useAnswer("/api/revenue/trends", trendAsked(search));
  // What stands further down comes when the first figures are on the screen: else what is slow of it would make them wait.
  const isBegun = useDeferredValue(trend.data !== undefined || trend.error !== null, false);
  if (current.data?.data_until === null) return <FirstRun />;
  return (
    <div className="view">
      <h1 className="unseen">Revenue</h1>
      <Trend />
      <Breakdown />
      <Products />
      {isBegun && (
        <>
          <Forecast />
          <Pace />
          <InsightList />
          <Cohorts />
          <Funnel />
          <Turnover />
          <Reconciliation />
        </>
      )}
    </div>
  );
}
