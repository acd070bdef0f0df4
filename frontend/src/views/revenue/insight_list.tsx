import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { day, money, wholeMoney, words } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { Panel } from "../../parts/panel";
import { Wrong } from "../../parts/states";

type Insight = Answer<"get", "/api/revenue/insights">["items"][number];

export function InsightList() {
  const marked = useRange().filter("insight");
  const answer = useAnswer("/api/revenue/insights");
  return (
    <Panel
      title="Insights of the last whole day"
      answer={answer}
      csv={address("/api/revenue/insights.csv")}
      lines={6}
      phoneLines={5}
      explain={{ address: address("/api/revenue/insights") }}
    >
      {({ items, day: of, watched }) => (
        <>
          {items.length === 0 && <p>{of === null ? "No day was judged yet." : `Nothing stood out on ${day(of, "day")}.`}</p>}
          <ul className="lines">
            {items.map((item) => (
              <Row key={item.insight_id} of={item} marked={item.insight_id === marked} />
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

function Row({ of: item, marked }: { of: Insight; marked: boolean }) {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (marked) place.current?.scrollIntoView({ block: "center" });
  }, [marked]);
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
    <li ref={place} data-marked={marked ? true : undefined}>
      <span className="grow">
        <b>{item.what}</b> <span className="dim">{item.to_do}</span>
      </span>
      {item.net_low !== null && item.net_high !== null && (
        <span className="dim nowrap">
          {wholeMoney(item.net_low)} to {wholeMoney(item.net_high)}
        </span>
      )}
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
