import { address } from "../../api/client";
import { day, LOCALE, moment, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";

const COUNTRIES = new Intl.DisplayNames(LOCALE, { type: "region" });

/** What every figure is told in. */
export function Shop() {
  const current = useAnswer("/api/revenue/current");
  return (
    <Panel title="The shop" lines={5} phoneLines={14} answer={current} explain={{ address: address("/api/revenue/current") }}>
      {({ data, currency, country, time_zone: zone, data_until: until, as_of: now, last_full_day: full }) => (
        <>
          <Tiles>
            <Tile name="Data" figure={data === "demo" ? "The demo" : "Your own"} note={data === "demo" ? "an invented shop" : null} />
            <Tile name="Country" figure={COUNTRIES.of(country) ?? country} note="its holidays are known ahead" />
            <Tile name="Currency" figure={currency} />
            <Tile name="Time zone" figure={words(zone)} note={`now ${moment(now, "time", zone)}`} />
            <Tile name="Sales until" figure={until === null ? "–" : moment(until, "day", zone)} note={until === null ? "nothing is loaded" : moment(until, "time", zone)} />
            <Tile name="Last whole day" figure={full === null ? "–" : day(full.start.slice(0, 10), "day")} />
          </Tiles>
          <p className="dim">
            Currency, time zone and country are set before the first load, in <code>shop.toml</code> of the data folder or as <code>SHOP_CURRENCY</code>, <code>SHOP_TIMEZONE</code> and{" "}
            <code>SHOP_COUNTRY</code>: the days of every row follow from them.
          </p>
        </>
      )}
    </Panel>
  );
}
