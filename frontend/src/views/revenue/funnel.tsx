import { NativeSelect } from "@mantine/core";
import { address } from "../../api/client";
import { because, count, money, percent, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Bar } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { funnelAsked, VISITS } from "./asked";

export function Funnel() {
  const { search, change } = useRange();
  const asked = funnelAsked(search);
  const { by } = asked.query;
  const answer = useAnswer("/api/revenue/funnel", asked);
  return (
    <Panel
      title="From visit to order"
      span={6}
      answer={answer}
      lines={14}
      phoneLines={15}
      csv={address("/api/revenue/funnel.csv", asked)}
      explain={{ address: address("/api/revenue/funnel", asked) }}
      controls={
        <NativeSelect
          aria-label="Visits by"
          value={by}
          data={VISITS.map((value) => ({ value, label: value === "new_returning" ? "New or returning" : words(value) }))}
          onChange={({ currentTarget: { value } }) => change({ visits: value })}
        />
      }
    >
      {({ steps, items, sentence, needs, reasons }) =>
        steps === null ? (
          <Empty title="Nothing is known of visits in these days">{needs[0]?.detail ?? because(reasons.steps)}</Empty>
        ) : (
          <>
            <p>{sentence}</p>
            <ol className="steps">
              {steps.map((step) => (
                <li key={step.step}>
                  <span>{words(step.step)}</span>
                  <Bar share={step.of_all?.value ?? 1} label={`${words(step.step)}: ${percent(step.of_all?.value ?? 1)} of visits`} />
                  <span className="number nowrap">
                    {count(step.sessions)} {step.of_previous === null ? "" : `· ${percent(step.of_previous.value)}`}
                  </span>
                </li>
              ))}
            </ol>
            <DataTable
              caption={`Visits by ${words(by)}`}
              rows={items}
              id={(item) => `${item.is_rest}${item.key ?? ""}`}
              tall={180}
              columns={[
                { name: words(by), cell: (item) => (item.is_rest ? `${count(item.groups)} others` : (item.key ?? "none named")) },
                { name: "Visits", number: true, cell: (item) => count(item.steps[0]?.sessions) },
                { name: "Purchases", number: true, cell: (item) => count(item.steps.at(-1)?.sessions) },
                { name: "Share", number: true, cell: (item) => percent(item.steps.at(-1)?.of_all?.value, 2) },
                { name: "Value a visit", number: true, wide: true, cell: (item) => money(item.value_per_session) },
              ]}
            />
          </>
        )
      }
    </Panel>
  );
}
