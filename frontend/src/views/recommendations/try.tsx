import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";
import { address, type Answer } from "../../api/client";
import { count, money, percent, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Bar } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty, NotAllowed } from "../../parts/states";
import { SURFACES, triedAsked } from "./asked";

type Explained = Answer<"get", "/api/recommendations/v2/{customer_id}/explain">;
type Item = Explained["items"][number];
const MILLION = 1_000_000;

/** Try a customer: the list, and every score as the sum of its parts. */
export function Try() {
  const may = useMay("customers:read");
  const { filter, change } = useRange();
  const customer = filter("customer") ?? "";
  const { surface } = triedAsked(filter).query;
  const viewing = filter("viewing") ?? "";
  const about = filter("product") ?? "";
  const [typed, setTyped] = useState(customer);
  const [looked, setLooked] = useState(viewing);
  const [wondered, setWondered] = useState(about);
  const answer = useAnswer("/api/recommendations/v2/{customer_id}/explain", triedAsked(filter), { enabled: may && customer !== "" });
  if (!may) {
    return (
      <section className="panel" aria-label="Try a customer">
        <NotAllowed detail="Trying a customer needs the scope customers:read" />
      </section>
    );
  }
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    change({ customer: typed.trim(), viewing: looked.trim(), product: wondered.trim() });
  };
  return (
    <>
      <section className="panel" aria-labelledby="try-title">
        <h2 id="try-title">Try a customer</h2>
        <form className="controls" onSubmit={send}>
          <TextInput label="Customer id, or anonymous" required value={typed} onChange={({ currentTarget: { value } }) => setTyped(value)} />
          <NativeSelect label="Page" value={surface} data={SURFACES.map((value) => ({ value, label: words(value) }))} onChange={({ currentTarget: { value } }) => change({ surface: value })} />
          <TextInput label="Product looked at, if any" value={looked} onChange={({ currentTarget: { value } }) => setLooked(value)} />
          <TextInput label="Why (not) this product, if any" value={wondered} onChange={({ currentTarget: { value } }) => setWondered(value)} />
          <Button type="submit">Show</Button>
        </form>
        {customer === "" && <p className="dim">A customer&apos;s id stands beside each name under Customers; without one, anonymous is who nobody knows.</p>}
      </section>
      {customer !== "" && (
        <Panel
          title={`What ${customer} is shown`}
          lines={15}
          phoneLines={27}
          answer={answer}
          csv={address("/api/recommendations/v2/{customer_id}/explain.csv", triedAsked(filter))}
          explain={{ words: "Every score is the sum of its parts, exactly, in millionths; the parts are the signals and rules that spoke for or against the product." }}
        >
          {(explained) => (
            <>
              {explained.asked_about !== null && explained.asked_about !== undefined && <WhyNot of={explained.asked_about} />}
              <List of={explained} />
            </>
          )}
        </Panel>
      )}
    </>
  );
}

function List({ of: { items, strategy, model, arm, reasons, data_age_hours: age } }: { of: Explained }) {
  if (items.length === 0) {
    return <Empty title="Nothing is recommended">{strategy === "empty" ? "The lists were not built yet; the suite does it each night." : (Object.values(reasons)[0]?.replaceAll("_", " ") ?? `Strategy: ${words(strategy)}`)}</Empty>;
  }
  return (
    <>
      <p>
        {words(strategy)} list by {model.name === null ? "no model" : model.name === "given" ? "weights given by hand" : words(model.name)}, arm {arm}
        {age === null ? "" : `, from purchases ${count(age, 1)} hours old`}. Open a product to see its score add up.
      </p>
      <ol className="lines">
        {items.map((item) => (
          <li key={item.product_id}>
            <details className="grow">
              <summary>
                <b>
                  {item.rank}. {item.title ?? item.product_id}
                </b>{" "}
                {money(item.price)} <span className="tag">{words(item.reason)}</span> <span className="dim">{item.words}</span>
              </summary>
              <Parts item={item} />
            </details>
            <span className="number">{item.confidence === null ? "" : `${percent(item.confidence)} likely in 14 days`}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Where a product that was asked about stands, or what kept it out. */
function WhyNot({ of: { product_id: id, title, rank, words: said, item } }: { of: NonNullable<Explained["asked_about"]> }) {
  return (
    <div role="note">
      <p>
        <b>{title ?? id}</b> {rank === null ? "is not in the list" : `is number ${count(rank)} of the list`}: {said}.
      </p>
      {item !== null && (
        <details>
          <summary>Its score</summary>
          <Parts item={item} />
        </details>
      )}
    </div>
  );
}

function Parts({ item }: { item: Item }) {
  const sum = item.parts.reduce((total, part) => total + part.millionths, 0);
  const greatest = Math.max(1, ...item.parts.map((part) => Math.abs(part.millionths)));
  return (
    <>
      <p data-sum={sum} data-score={item.score_millionths}>
        The {count(item.parts.length)} parts add up to {count(sum / MILLION, 6)}, and the score is {count(item.score_millionths / MILLION, 6)}
        {sum === item.score_millionths ? ": the same." : ": they differ, which is a fault."}
      </p>
      <p className="table-box nowrap sum" tabIndex={0} role="region" aria-label="The sum">
        {Object.entries(item.families)
          .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
          .map(([family, millionths], at) => `${at === 0 ? "" : millionths < 0 ? " − " : " + "}${count((at === 0 ? millionths : Math.abs(millionths)) / MILLION, 6)} ${words(family).toLowerCase()}`)
          .join("")}{" "}
        = <b>{count(item.score_millionths / MILLION, 6)}</b>
      </p>
      <DataTable
        caption={`Parts of the score of ${item.title ?? item.product_id}`}
        rows={[...item.parts].sort((a, b) => Math.abs(b.millionths) - Math.abs(a.millionths))}
        id={(part) => part.name}
        tall={260}
        columns={[
          { name: "Signal or rule", cell: (part) => words(part.name) },
          { name: "Family", wide: true, cell: (part) => words(part.family) },
          { name: "", wide: true, cell: (part) => <Bar share={Math.abs(part.millionths) / greatest} label={count(part.millionths / MILLION, 6)} /> },
          { name: "Adds", number: true, cell: (part) => count(part.millionths / MILLION, 6) },
        ]}
      />
    </>
  );
}
