import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { day, money, words } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { Panel } from "../../parts/panel";
import { Wrong } from "../../parts/states";

type Insight = Answer<"get", "/api/revenue/insights">["items"][number];

export function InsightList() {
  const answer = useAnswer("/api/revenue/insights");
  return (
    <Panel title="Insights of the last whole day" answer={answer} csv={address("/api/revenue/insights.csv")}>
      {({ items, day: of, watched }) => (
        <>
          {items.length === 0 && <p>{of === null ? "No day was judged yet." : `Nothing stood out on ${day(of, "day")}.`}</p>}
          <ul className="lines">
            {items.map((item) => (
              <Row key={item.insight_id} of={item} />
            ))}
          </ul>
          {watched.some((each) => !each.is_ready) && (
            <p className="dim">
              Not watched yet:{" "}
              {watched
                .filter((each) => !each.is_ready)
                .map((each) => `${words(each.what).toLowerCase()} (needs ${each.needs ?? "more days"}${each.ready_on ? `, from ${day(each.ready_on)}` : ""})`)
                .join("; ")}
              .
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function Row({ of: item }: { of: Insight }) {
  const may = useMay("targets:write");
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState("");
  const forget = useForget();
  const path = { insight_id: item.insight_id };
  const sent = useMutation({
    mutationFn: (what: "act" | "dismiss") =>
      what === "act"
        ? ask("post", "/api/revenue/insights/{insight_id}/act", { path, body: { action: said } })
        : ask("post", "/api/revenue/insights/{insight_id}/dismiss", { path, body: { reason: said } }),
    onSuccess: () => forget("/api/revenue/insights"),
  });
  return (
    <li>
      <span className="grow">
        <b>{item.what}</b> <span className="dim">{item.to_do}</span>
      </span>
      <b className="nowrap">{money(item.ranked_by === "margin" ? item.margin_at_stake : item.net_at_stake)}</b>
      {item.action !== null && <span className="tag good">acted: {item.action.note}</span>}
      {may && item.action === null && (
        <button type="button" className="tool" aria-expanded={open} onClick={() => setOpen(!open)}>
          Answer
        </button>
      )}
      {open && (
        <form className="controls" onSubmit={(event) => event.preventDefault()}>
          <TextInput label="What was done, or why not" value={said} onChange={({ currentTarget: { value } }) => setSaid(value)} />
          <Button disabled={said === ""} loading={sent.isPending} onClick={() => sent.mutate("act")}>
            It was done
          </Button>
          <Button variant="default" disabled={said === ""} loading={sent.isPending} onClick={() => sent.mutate("dismiss")}>
            Dismiss
          </Button>
          {sent.error !== null && <Wrong error={sent.error} />}
        </form>
      )}
    </li>
  );
}
