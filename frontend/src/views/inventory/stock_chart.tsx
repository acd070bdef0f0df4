import { address, type Answer } from "../../api/client";
import { because, count, day, dayAfter, moment, shopDay } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { Chart } from "../../parts/chart";
import { DataTable } from "../../parts/data_table";
import type { Point } from "../../parts/drawing";
import { Explain } from "../../parts/explain";
import { FileOf } from "../../parts/file_of";
import { Empty, Loading, Wrong } from "../../parts/states";

type Product = Answer<"get", "/api/inventory/products/{product_id}">;
const SHOWN_DAYS = 60;

/** Stock of the last days, and what is expected to be left of it. */
export function StockChart({ productId, locationId }: { productId: string; locationId: string | null }) {
  const { data, error } = useAnswer("/api/inventory/products/{product_id}", { path: { product_id: productId } });
  if (error !== null && data === undefined) return <Wrong error={error} />;
  if (data === undefined) return <Loading label="The stock chart" lines={5} />;
  return <Drawn product={data} locationId={locationId} />;
}

const ENGINES = { local: "this suite's own engine", bigquery_timesfm: "TimesFM in BigQuery", bigquery_arima: "ARIMA_PLUS in BigQuery" } as const;

export interface Day {
  date: string;
  stock: number | null;
  units: number | null;
  likely: number | null;
  band: readonly [number, number] | null;
  /** Units that will be sold on this day, and between what four of five times. */
  sells: number | null;
  sellsBand: readonly [number, number] | null;
}

function nothingOf(date: string): Day {
  return { date, stock: null, units: null, likely: null, band: null, sells: null, sellsBand: null };
}

/**
 * Days that were and days to come, each once; `forecast` is units sold within so many days, so stock left is what is there
 * less it. It is of the last run, and `history` reaches to yesterday: what was since then stands beside what was forecast.
 */
export function stockDays(product: Product, locationId: string | null): Day[] {
  const past = product.history.filter((each) => each.location_id === locationId).slice(-SHOWN_DAYS);
  const days = new Map(past.map((each): [string, Day] => [each.local_date, { ...nothingOf(each.local_date), stock: each.on_hand, units: each.units }]));
  const onHand = product.locations.find((each) => each.location_id === locationId)?.on_hand ?? null;
  if (past.length === 0 || onHand === null) return [...days.values()];
  const run = shopDay(product.as_of, product.time_zone);
  const add = (date: string, said: Partial<Day>) => days.set(date, { ...(days.get(date) ?? nothingOf(date)), ...said });
  const left = (units: number | null) => Math.max(0, onHand - (units ?? 0));
  add(run, { stock: onHand, likely: onHand, band: [onHand, onHand] });
  for (const each of product.forecast) {
    if (each.location_id === locationId) add(dayAfter(run, each.days), { likely: left(each.q50 ?? each.mean), band: each.q95 === null ? null : [left(each.q95), onHand] });
  }
  // Day by day, where the product sells enough for that.
  for (const each of product.demand) {
    if (each.location_id === locationId && each.local_date > run) add(each.local_date, { sells: each.expected, sellsBand: [each.low_80, each.high_80] });
  }
  return [...days.values()].sort((a, b) => a.date.localeCompare(b.date));
}

/** Days between two that are known, with nothing known of them, so that all days are as wide as one another. */
export function everyDay(days: readonly Day[]): Day[] {
  const all: Day[] = [];
  for (const each of days) {
    for (let last = all.at(-1); last !== undefined && dayAfter(last.date, 1) < each.date; last = all.at(-1)) {
      all.push(nothingOf(dayAfter(last.date, 1)));
    }
    all.push(each);
  }
  return all;
}

function Drawn({ product, locationId }: { product: Product; locationId: string | null }) {
  const days = stockDays(product, locationId);
  const place = product.locations.find((each) => each.location_id === locationId);
  if (days.length === 0 || place === undefined) return <Empty title="Its stock was never counted, so there is nothing to draw" />;
  const lasts =
    place.days_until_stockout === null
      ? place.reasons.days_until_stockout === "beyond_120_days"
        ? "there is enough for more than 120 days"
        : `how long it lasts is not known: ${because(place.reasons.days_until_stockout)}`
      : `it lasts ${count(place.days_until_stockout)} days, four of five times ${count(place.days_until_stockout_low)} to ${count(place.days_until_stockout_high)}`;
  const points = everyDay(days).map((each): Point => ({ label: day(each.date), stock: each.stock, units: each.units, likely: each.likely, band: each.band, sells: each.sells, sellsBand: each.sellsBand }));
  const said = product.demand.filter((each) => each.location_id === locationId);
  return (
    <>
      <p className="row end-row">
        <Explain title={`stock at ${locationId ?? "all places"}`} of={{ address: address("/api/inventory/products/{product_id}", { path: { product_id: product.product_id } }) }} />
        <FileOf title={`Stock at ${locationId ?? "all places"}`} name={`stock-${product.product_id}-${locationId ?? "all"}.csv`} rows={[["day", "stock", "sold", "left_likely", "left_if_much_is_sold", "will_sell", "will_sell_low_80", "will_sell_high_80"], ...days.map((each) => [each.date, each.stock, each.units, each.likely, each.band?.[0] ?? null, each.sells, each.sellsBand?.[0] ?? null, each.sellsBand?.[1] ?? null])]} />
      </p>
      <Chart
        label="Stock"
        height={190}
        sentence={`${place.on_hand === null ? "How many are" : place.on_hand === 0 ? "None was" : `${count(place.on_hand)} were`} on hand at ${locationId ?? "all places"} on ${moment(product.as_of, "day", product.time_zone)}${place.on_hand === null ? ` is not known: ${because(place.reasons.on_hand)}` : place.on_hand === 0 ? "" : `: ${lasts}`}.${forecastSaid(said)}`}
        points={points}
        series={[
          { key: "band", name: "Left, if much is sold", kind: "band", color: 1 },
          { key: "units", name: "Sold a day", kind: "bar", color: 6 },
          { key: "stock", name: "Stock", kind: "line", color: 1 },
          { key: "likely", name: "Left, likely", kind: "dashed", color: 2 },
          ...(said.length === 0 ? [] : ([{ key: "sellsBand", name: "Will sell a day, four of five times", kind: "band", color: 3 }, { key: "sells", name: "Will sell a day", kind: "dotted", color: 3 }] as const)),
        ]}
        format={(value) => count(value, 1)}
        table={
          <DataTable
            caption="Stock by day, the latest first"
            rows={days.toReversed()}
            id={(each) => each.date}
            tall={150}
            columns={[
              { name: "Day", cell: (each) => day(each.date, "day") },
              { name: "Stock", number: true, cell: (each) => (each.stock === null && each.likely !== null ? `${count(each.likely)} likely` : count(each.stock)) },
              { name: "Sold, will sell", number: true, cell: (each) => (each.sells === null || each.units !== null ? count(each.units) : `${count(each.sells, 1)} (${count(each.sellsBand?.[0], 1)} to ${count(each.sellsBand?.[1], 1)})`) },
            ]}
          />
        }
      />
    </>
  );
}

/** What the forecast by day comes to, and which engine made it. */
function forecastSaid(said: Product["demand"]): string {
  const [first] = said;
  if (first === undefined) return "";
  const units = said.reduce((sum, each) => sum + each.expected, 0);
  return ` In the ${count(said.length)} days from ${day(first.local_date, "day")} about ${count(units)} will be sold, as ${ENGINES[first.engine]} says day by day.`;
}
