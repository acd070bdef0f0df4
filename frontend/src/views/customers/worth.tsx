import { address, type Answer } from "../../api/client";
import { because, count, day, money, words } from "../../app/format";
import { useAnswer, useWholeDays } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";

type Amount = Answer<"get", "/api/segments/value">["measured"]["net_sales"];

/** What exports brought: measured against who was held out at random, apart from what is estimated. */
export function ExportsWorth() {
  const { days, unknown } = useWholeDays();
  const asked = { query: days ?? {} };
  const answer = useAnswer("/api/segments/value", asked, { enabled: days !== null });
  return (
    <Panel title="What exports brought" answer={unknown ?? answer} csv={address("/api/segments/value.csv", asked)} explain={{ address: address("/api/segments/value", asked) }} lines={6} phoneLines={12}>
      {({ from, to, measured, estimated, reasons }) => (
        <>
          <p>
            Of those whose days after their export ended from {day(from, "year")} to {day(to, "year")}: {count(measured.exported)} exported, {count(measured.held_out)} held out at random.
          </p>
          <Tiles>
            <Worth name="Net sales beyond the hold-out" of={measured.net_sales} reason={reasons["measured.net_sales"]} />
            <Worth name="Margin beyond the hold-out" of={measured.margin} reason={reasons["measured.margin"]} />
            <Tile
              name="Customers more who bought"
              figure={count(measured.purchases.amount, 1)}
              note={measured.purchases.amount === null ? because(reasons["measured.purchases"]) : `${count(measured.purchases.low, 1)} to ${count(measured.purchases.high, 1)}`}
            />
            <Tile
              name="Estimated: bought after export"
              figure={money(estimated.bought_after.net_sales)}
              note={estimated.bought_after.net_sales === null ? because(reasons["estimated.bought_after.net_sales"]) : "some of it anyway"}
            />
          </Tiles>
          {measured.actions.length > 0 && (
            <DataTable
              caption="What exports did with members"
              rows={measured.actions}
              id={(each) => each.action + (each.reason ?? "")}
              columns={[
                { name: "What", cell: (each) => words(each.action) },
                { name: "Why", cell: (each) => (each.reason === null ? "–" : words(each.reason)) },
                { name: "Members", number: true, cell: (each) => count(each.members) },
              ]}
            />
          )}
        </>
      )}
    </Panel>
  );
}

function Worth({ name, of, reason }: { name: string; of: Amount; reason: string | undefined }) {
  return <Tile name={name} figure={money(of.amount)} note={of.amount === null ? because(reason) : `${money(of.low)} to ${money(of.high)}`} />;
}
