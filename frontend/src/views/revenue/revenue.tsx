import { useAnswer } from "../../app/queries";
import { FirstRun } from "../first_run";
import { Breakdown } from "./breakdown";
import { Cohorts } from "./cohorts";
import { Forecast } from "./forecast";
import { Funnel } from "./funnel";
import { InsightList } from "./insight_list";
import { Products } from "./products";
import { Reconciliation } from "./reconciliation";
import { Trend } from "./trend";
import { Turnover } from "./turnover";

// Charts are read while the figures are asked for, not after them.
void import("../../parts/drawing");

/** How the shop is doing against what was expected, and what earns the money. */
export default function Revenue() {
  const current = useAnswer("/api/revenue/current");
  if (current.data?.data_until === null) return <FirstRun />;
  return (
    <div className="view">
      <h1 className="unseen">Revenue</h1>
      <Trend />
      <Breakdown />
      <Products />
      <Forecast />
      <InsightList />
      <Cohorts />
      <Funnel />
      <Turnover />
      <Reconciliation />
    </div>
  );
}
