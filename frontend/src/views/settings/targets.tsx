import { Button, FileButton, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { address, type Answer, ask, send } from "../../api/client";
import { day, money, percent, words } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Failed, Refused, Wrong } from "../../parts/states";

type Proposal = NonNullable<Answer<"get", "/api/revenue/current">["target_proposal"]>;
type Target = Answer<"get", "/api/revenue/targets">["items"][number];

const SCOPES = ["shop", "location", "staff", "channel"] as const;

export function Targets() {
  const answer = useAnswer("/api/revenue/targets", { query: { limit: 100 } });
  const current = useAnswer("/api/revenue/current");
  const may = useMay("targets:write");
  const [edited, setEdited] = useState<Target | null>(null);
  const currency = current.data?.currency ?? null;
  return (
    <Panel
      title="Targets"
      answer={answer}
      lines={22}
      phoneLines={26}
      csv={address("/api/revenue/targets.csv")}
      explain={{ words: "Of targets that hold a day the one for the fewest days counts. A target is spread over its days by what such days weigh, and over a day's hours as this weekday sells." }}
    >
      {({ items }) => (
        <>
          {current.data?.target_proposal && <Proposed proposal={current.data.target_proposal} may={may} />}
          <Failed of={[current]} />
          {may && currency !== null && <SetTarget key={edited === null ? "" : nameOf(edited)} currency={currency} edited={edited} done={() => setEdited(null)} />}
          <DataTable
            caption="Targets that stand, the latest first"
            rows={[...items].sort((a, b) => b.period_start.localeCompare(a.period_start) || SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope))}
            id={nameOf}
            marked={(target) => edited !== null && nameOf(target) === nameOf(edited)}
            tall={420}
            columns={[
              { name: "Whose", cell: (target) => (target.scope === "shop" ? "the shop" : `${target.scope} ${target.scope_id}`) },
              { name: "From", cell: (target) => day(target.period_start, "year") },
              { name: "To", cell: (target) => day(target.period_end, "year") },
              { name: "Net sales", number: true, cell: (target) => money(target.net_amount) },
              { name: "State", wide: true, cell: (target) => (target.is_pending ? <span className="tag">on its way</span> : "") },
              {
                name: "Change",
                cell: (target) =>
                  may ? (
                    <span className="row">
                      <button type="button" className="tool" onClick={() => setEdited(target)} aria-label={`Edit the target from ${target.period_start} to ${target.period_end}`}>
                        Edit
                      </button>
                      <Remove target={target} />
                    </span>
                  ) : (
                    ""
                  ),
              },
            ]}
          />
        </>
      )}
    </Panel>
  );
}

/** Where there is no target: one by last year, which stands only when somebody takes it. */
function Proposed({ proposal, may }: { proposal: Proposal; may: boolean }) {
  const forget = useForget();
  const { scope, scope_id, period_start, period_end, net_amount, last_year, trend, trend_days } = proposal;
  const taken = useMutation({
    mutationFn: () => ask("put", "/api/revenue/targets", { body: { items: [{ scope, scope_id, period_start, period_end, net_amount }] } }),
    onSuccess: () => forget("/api/revenue"),
  });
  const grown = `the last ${trend_days} days are ${percent(Math.abs(trend.value - 1), 0)} ${trend.value < 1 ? "below" : "above"} theirs`;
  return (
    <div className="row" role="note" aria-label="A target by last year">
      <p className="grow">
        <span className="tag">Proposal</span> {money(net_amount)} from {day(period_start, "year")} to {day(period_end, "year")}: {money(last_year)} on the same days a year before, and {grown}.
      </p>
      {may ? (
        <Button loading={taken.isPending} onClick={() => taken.mutate()}>
          Take it
        </Button>
      ) : (
        <span className="dim">Your role does not set targets.</span>
      )}
      {taken.error !== null && <Wrong error={taken.error} />}
    </div>
  );
}

function nameOf(target: Target): string {
  return [target.scope, target.scope_id, target.period_start, target.period_end].join(" ");
}

function SetTarget({ currency, edited, done }: { currency: string; edited: Target | null; done: () => void }) {
  const [scope, setScope] = useState<Target["scope"]>(edited?.scope ?? "shop");
  const [whose, setWhose] = useState(edited?.scope_id ?? "");
  const [start, setStart] = useState(edited?.period_start ?? "");
  const [end, setEnd] = useState(edited?.period_end ?? "");
  const [amount, setAmount] = useState(edited?.net_amount.amount ?? "");
  const forget = useForget();
  const sent = useMutation({
    mutationFn: () => ask("put", "/api/revenue/targets", { body: { items: [{ scope, ...(scope === "shop" ? {} : { scope_id: whose }), period_start: start, period_end: end, net_amount: { amount, currency } }] } }),
    onSuccess: async () => {
      await forget("/api/revenue");
      done();
    },
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
      <NativeSelect label="Whose" data={SCOPES.map((value) => ({ value, label: words(value) }))} value={scope} disabled={edited !== null} onChange={({ currentTarget: { value } }) => setScope(SCOPES.find((each) => each === value) ?? "shop")} />
      {scope !== "shop" && <TextInput label="Which" required maxLength={200} value={whose} disabled={edited !== null} onChange={({ currentTarget: { value } }) => setWhose(value)} />}
      <TextInput type="date" label="First day" required disabled={edited !== null} value={start} onChange={({ currentTarget: { value } }) => setStart(value)} />
      <TextInput type="date" label="Last day" required disabled={edited !== null} value={end} onChange={({ currentTarget: { value } }) => setEnd(value)} />
      <TextInput label={`Net sales (${currency})`} required inputMode="decimal" pattern="[0-9]+(\.[0-9]{1,2})?" value={amount} onChange={({ currentTarget: { value } }) => setAmount(value)} />
      <Button type="submit" loading={sent.isPending}>
        {edited === null ? "Set" : "Change"}
      </Button>
      {edited !== null && (
        <Button variant="default" onClick={done}>
          Leave it
        </Button>
      )}
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
    <>
      <button type="button" className="tool" disabled={sent.isPending} onClick={() => sent.mutate()} aria-label={`Take back the target from ${period_start} to ${period_end}`}>
        Take back
      </button>
      <Refused error={sent.error} />
    </>
  );
}
