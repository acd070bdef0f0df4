import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Answer, ask } from "../../api/client";
import { words } from "../../app/format";
import { useForget } from "../../app/queries";
import { Wrong } from "../../parts/states";

type Alert = Answer<"get", "/api/inventory/alerts/{alert_id}">["alert"];
const REASONS = ["not_a_problem", "wrong_data", "known", "discontinued", "other"] as const;
type Reason = (typeof REASONS)[number];

/** Snooze, give to somebody, resolve, dismiss, take back. */
export function AlertActions({ alert }: { alert: Alert }) {
  const [days, setDays] = useState<number | string>(7);
  const [owner, setOwner] = useState(alert.assigned_to ?? "");
  const [reason, setReason] = useState<Reason>("not_a_problem");
  const forget = useForget();
  const path = { alert_id: alert.alert_id };
  const sent = useMutation({
    mutationFn: async (what: "snooze" | "assign" | "resolve" | "dismiss" | "reopen") => {
      if (what === "snooze") await ask("post", "/api/inventory/alerts/{alert_id}/snooze", { path, body: { days: Number(days) } });
      else if (what === "assign") await ask("post", "/api/inventory/alerts/{alert_id}/assign", { path, body: { to: owner === "" ? null : owner } });
      else if (what === "resolve") await ask("post", "/api/inventory/alerts/{alert_id}/resolve", { path, body: {} });
      else if (what === "dismiss") await ask("post", "/api/inventory/alerts/{alert_id}/dismiss", { path, body: { reason } });
      else await ask("post", "/api/inventory/alerts/{alert_id}/reopen", { path, body: {} });
    },
    onSuccess: () => forget("/api/inventory"),
  });
  const isOpen = alert.state === "open";
  return (
    <section aria-label="Decide">
      <p role="status" className={sent.isSuccess ? "done" : "dim"}>
        {sent.isSuccess ? "Kept: it is " : "It is "}
        {words(alert.state).toLowerCase()}
        {alert.assigned_to === null ? "" : `, with ${alert.assigned_to}`}.
      </p>
      <div className="controls">
        {isOpen ? (
          <>
            <NumberInput label="Days" w={70} min={1} max={365} allowDecimal={false} value={days} onChange={setDays} />
            <Button loading={sent.isPending} disabled={Number(days) < 1} onClick={() => sent.mutate("snooze")}>
              Snooze
            </Button>
            <Button variant="default" loading={sent.isPending} onClick={() => sent.mutate("resolve")}>
              Resolved
            </Button>
            <NativeSelect
              label="Of no use because"
              data={REASONS.map((value) => ({ value, label: words(value) }))}
              value={reason}
              onChange={({ currentTarget: { value } }) => setReason(REASONS.find((each) => each === value) ?? "other")}
            />
            <Button variant="default" loading={sent.isPending} onClick={() => sent.mutate("dismiss")}>
              Dismiss
            </Button>
          </>
        ) : (
          <Button loading={sent.isPending} onClick={() => sent.mutate("reopen")}>
            Open it again
          </Button>
        )}
        <TextInput label="Owner" w={130} maxLength={200} value={owner} onChange={({ currentTarget: { value } }) => setOwner(value)} />
        <Button variant="default" loading={sent.isPending} disabled={owner === (alert.assigned_to ?? "")} onClick={() => sent.mutate("assign")}>
          Give
        </Button>
      </div>
      {sent.error !== null && <Wrong error={sent.error} />}
    </section>
  );
}
