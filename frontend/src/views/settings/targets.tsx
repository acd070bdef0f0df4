import { Button, FileButton, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { address, type Answer, ask, send } from "../../api/client";
import { day, money } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Wrong } from "../../parts/states";

type Target = Answer<"get", "/api/revenue/targets">["items"][number];

export function Targets() {
  const answer = useAnswer("/api/revenue/targets", { query: { limit: 100 } });
  const current = useAnswer("/api/revenue/current");
  const may = useMay("targets:write");
  const currency = current.data?.currency ?? null;
  return (
    <Panel title="Targets" answer={answer} csv={address("/api/revenue/targets.csv")}>
      {({ items }) => (
        <>
          {may && currency !== null && <SetTarget currency={currency} />}
          <DataTable
            caption="Targets that stand"
            rows={items}
            id={(target) => target.scope + target.scope_id + target.period_start + target.period_end}
            tall={420}
            columns={[
              { name: "Whose", cell: (target) => (target.scope === "shop" ? "the shop" : `${target.scope} ${target.scope_id}`) },
              { name: "From", cell: (target) => day(target.period_start, "year") },
              { name: "To", cell: (target) => day(target.period_end, "year") },
              { name: "Net sales", number: true, cell: (target) => money(target.net_amount) },
              { name: "", cell: (target) => (may ? <Remove target={target} /> : "") },
            ]}
          />
        </>
      )}
    </Panel>
  );
}

function SetTarget({ currency }: { currency: string }) {
  const [start, setStart] = useState("");
  const [end, setEnd] = useState("");
  const [amount, setAmount] = useState("");
  const forget = useForget();
  const sent = useMutation({
    mutationFn: () => ask("put", "/api/revenue/targets", { body: { items: [{ scope: "shop", period_start: start, period_end: end, net_amount: { amount, currency } }] } }),
    onSuccess: () => forget("/api/revenue"),
  });
  const file = useMutation({
    mutationFn: async (chosen: File) => send(address("/api/revenue/targets"), { method: "PUT", body: await chosen.text(), headers: { "Content-Type": "text/csv", Accept: "application/json" } }),
    onSuccess: () => forget("/api/revenue"),
  });
  const send_ = (event: SyntheticEvent) => {
    event.preventDefault();
    sent.mutate();
  };
  return (
    <form className="controls" onSubmit={send_}>
      <TextInput type="date" label="First day" required value={start} onChange={({ currentTarget: { value } }) => setStart(value)} />
      <TextInput type="date" label="Last day" required value={end} onChange={({ currentTarget: { value } }) => setEnd(value)} />
      <TextInput label={`Net sales (${currency})`} required inputMode="decimal" pattern="[0-9]+(\.[0-9]{1,2})?" value={amount} onChange={({ currentTarget: { value } }) => setAmount(value)} />
      <Button type="submit" loading={sent.isPending}>
        Set
      </Button>
      <FileButton accept="text/csv,.csv" onChange={(chosen) => (chosen === null ? undefined : file.mutate(chosen))}>
        {(props) => (
          <Button variant="default" loading={file.isPending} {...props}>
            From a CSV file
          </Button>
        )}
      </FileButton>
      {(sent.isSuccess || file.isSuccess) && (
        <span role="status" className="done">
          Kept.
        </span>
      )}
      {sent.error !== null && <Wrong error={sent.error} />}
      {file.error !== null && <Wrong error={file.error} />}
    </form>
  );
}

function Remove({ target }: { target: Target }) {
  const forget = useForget();
  const { scope, scope_id, period_start, period_end } = target;
  const sent = useMutation({
    mutationFn: () => ask("delete", "/api/revenue/targets", { query: { scope, scope_id: scope_id === "" ? undefined : scope_id, period_start, period_end } }),
    onSuccess: () => forget("/api/revenue"),
  });
  return (
    <button type="button" className="tool" disabled={sent.isPending} onClick={() => sent.mutate()} aria-label={`Take back the target from ${period_start} to ${period_end}`}>
      {sent.error === null ? "Take back" : sent.error.message}
    </button>
  );
}
