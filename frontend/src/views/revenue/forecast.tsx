import { NativeSelect } from "@mantine/core";
import { address } from "../../api/client";
import { amount, because, count, day, percent, shortMoney, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { Chart } from "../../parts/chart";
import { DataTable } from "../../parts/data_table";
import { FileOf } from "../../parts/file_of";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { forecastAsked, HORIZONS } from "./asked";

export function Forecast() {
  const { search, change } = useRange();
  const asked = forecastAsked(search);
  const { horizon } = asked.query;
  const answer = useAnswer("/api/revenue/forecast", asked);
  return (
    <Panel
      title="Forecast"
      span={8}
      answer={answer}
      csv={address("/api/revenue/forecast.csv", asked)}
      explain={{ address: address("/api/revenue/forecast", asked) }}
      lines={24}
      phoneLines={30}
      controls={
        <NativeSelect
          aria-label="Days ahead"
          value={horizon}
          data={HORIZONS.map((value) => ({ value, label: `${parseInt(value, 10)} days ahead` }))}
          onChange={({ currentTarget: { value } }) => change({ horizon: value })}
        />
      }
    >
      {({ days, total, accuracy, currency, reasons, needs, methods, method, made_on: madeOn }) =>
        days === null || total === null ? (
          <Empty title="There is no forecast yet">
            {because(reasons.days)}
            {needs[0]?.enough_on ? `; from ${day(needs[0].enough_on, "day")} on there will be enough days` : ""}
          </Empty>
        ) : (
          <>
            <Chart
              label="Forecast"
              sentence={`From ${day(total.from, "day")} to ${day(total.to, "day")} net sales of ${wholeMoney(total.net_sales)} are to be expected, in four of five cases between ${wholeMoney(total.interval_80.low)} and ${wholeMoney(total.interval_80.high)}.`}
              points={days.map((each) => ({
                label: day(each.date),
                net: amount(each.net_sales),
                band80: [amount(each.interval_80.low) ?? 0, amount(each.interval_80.high) ?? 0] as const,
                band95: [amount(each.interval_95.low) ?? 0, amount(each.interval_95.high) ?? 0] as const,
                naive: amount(each.seasonal_naive),
              }))}
              series={[
                { key: "band95", name: "95 %", kind: "band", color: 6 },
                { key: "band80", name: "80 %", kind: "band", color: 1 },
                { key: "net", name: "Forecast", kind: "line", color: 1 },
                { key: "naive", name: "Same weekday before", kind: "dotted", color: 2 },
              ]}
              format={(value) => wholeMoney({ amount: String(value), currency })}
              short={(value) => shortMoney(value, currency)}
              table={
                <DataTable
                  caption="Forecast by day"
                  rows={days}
                  id={(each) => each.date}
                  tall={170}
                  columns={[
                    { name: "Day", cell: (each) => day(each.date, "day") + (each.holiday === null ? "" : `, ${each.holiday}`) },
                    { name: "Expected", number: true, cell: (each) => wholeMoney(each.net_sales) },
                    { name: "80 % from", number: true, cell: (each) => wholeMoney(each.interval_80.low) },
                    { name: "to", number: true, cell: (each) => wholeMoney(each.interval_80.high) },
                  ]}
                />
              }
            />
            {accuracy !== null && accuracy.wape !== null && (
              <p className="dim">
                In the last 91 days it was off by {percent(accuracy.wape.value)}
                {accuracy.seasonal_naive_wape === null ? "" : `, the same weekday before by ${percent(accuracy.seasonal_naive_wape.value)}`}
                {accuracy.coverage_80 === null ? "" : `; its 80 % interval held ${percent(accuracy.coverage_80.value)} of days`}. Told on {day(madeOn, "day")}.
              </p>
            )}
            {methods !== null && (
              <details>
                <summary>How {count(methods.length)} methods did on the same days</summary>
                <FileOf
                  title="Methods of forecasting"
                  name="forecast-methods.csv"
                  rows={[["method", "off_by", "too_much", "against_seasonal_naive"], ...methods.map((each) => [each.method, each.wape?.value ?? null, each.bias?.value ?? null, each.against_seasonal_naive?.value ?? null])]}
                />
                <DataTable
                  caption="Methods of forecasting, the best first"
                  rows={methods}
                  id={(each) => each.method}
                  columns={[
                    { name: "Method", cell: (each) => `${words(each.method)}${each.method === method ? " (makes the forecast)" : ""}` },
                    { name: "Off by", number: true, cell: (each) => percent(each.wape?.value) },
                    { name: "Too much", number: true, wide: true, cell: (each) => percent(each.bias?.value) },
                    { name: "Against the same weekday before", number: true, wide: true, cell: (each) => percent(each.against_seasonal_naive?.value, 0) },
                  ]}
                />
              </details>
            )}
          </>
        )
      }
    </Panel>
  );
}
