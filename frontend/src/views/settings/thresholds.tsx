import { Button, NumberInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/client";
import { count, words } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { Panel } from "../../parts/panel";
import { Failed, NotAllowed, Wrong } from "../../parts/states";

type Rules = Record<string, unknown>;
type Kept = number | null | { amount: string; currency: string };

/** The numbers alerts, reorders and segments go by. */
export function Thresholds() {
  const inventory = useAnswer("/api/inventory/settings");
  const current = useAnswer("/api/revenue/current");
  const mayCustomers = useMay("customers:read");
  const segments = useAnswer("/api/segments/settings", {}, { enabled: mayCustomers });
  const mayInventory = useMay("inventory:write");
  const maySegments = useMay("segments:write");
  const forget = useForget();
  return (
    <>
      <Panel title="Alerts and reorders" lines={9} phoneLines={27} answer={inventory} explain={{ words: "The next run goes by what stands here; an empty field is the default again. Lead times of a product or its supplier win over this one." }}>
        {({ settings, defaults }) => (
          <>
            <Failed of={[current]} />
            <Numbers
              settings={settings}
              defaults={defaults}
              may={mayInventory}
              currency={current.data?.currency}
              keep={async (changed) => {
                await ask("put", "/api/inventory/settings", { body: changed });
                await forget("/api/inventory");
              }}
            />
          </>
        )}
      </Panel>
      {mayCustomers ? (
        <Panel title="Segments" lines={8} phoneLines={19} answer={segments} explain={{ words: "Who is put into which segment at the next refresh; an empty field is the default again." }}>
          {({ settings, defaults, version }) => (
            <Numbers
              settings={settings}
              defaults={defaults}
              may={maySegments}
              keep={async (changed) => {
                await ask("put", "/api/segments/settings", { body: { ...changed, version } });
                await forget("/api/segments");
              }}
            />
          )}
        </Panel>
      ) : (
        <section className="panel" aria-label="Segments">
          <NotAllowed detail="Segments are shown to marketers and owners" />
        </section>
      )}
    </>
  );
}

/** What a number is, as people say it; its unit stands in it. */
const NAMES: Record<string, string> = {
  lead_time_days: "Lead time, days",
  review_days: "Days between two orders",
  service_level: "Service level aimed at, 0 to 1",
  overstock_after_days: "Overstock after days",
  dead_after_days: "Dead stock after days",
  slow_after_days: "Slow mover after days",
  new_for_days: "New for days",
  count_older_than_days: "Count is old after days",
  carrying_rate: "A year's cost of stock, share",
  dismissed_days: "Dismissed stays away, days",
  cooldown_days: "Days until it opens again",
  bulk_order_units: "Bulk order from units",
  budget: "Budget",
  least_at_stake: "Least at stake",
  window_days: "Days that scores look at",
  vip_share: "VIPs: best share of buyers",
  vip_frequency: "VIPs: frequency score from",
  loyal_purchase_days: "Loyalist from purchase days",
  steady_spread: "Steady up to this spread",
  active_purchase_days: "Active from purchase days",
  inactive_after_days: "Inactive after days",
  hold_out: "Held out of exports, share",
};
const nameOf = (name: string) => NAMES[name] ?? words(name);

const MONEY = ["budget", "least_at_stake"] as const; // null is no bound, or the default
const NULLABLE = ["bulk_order_units"] as const;

function Numbers({ settings, defaults, may, keep, currency }: { settings: Rules; defaults: Rules; may: boolean; currency?: string; keep: (changed: Record<string, Kept>) => Promise<void> }) {
  const [typed, setTyped] = useState<Record<string, number | string>>({});
  const names = Object.keys(settings).filter((name) => typeof settings[name] === "number" || NULLABLE.some((each) => each === name));
  const amounts = currency === undefined ? [] : MONEY.filter((name) => name in settings);
  const kept = (name: string, value: number | string): Kept => {
    if (value === "") return null;
    return currency !== undefined && MONEY.some((each) => each === name) ? { amount: String(value), currency } : Number(value);
  };
  const sent = useMutation({
    // An empty field is the default again.
    mutationFn: () => keep(Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, kept(name, value)]))),
    onSuccess: () => setTyped({}),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sent.mutate();
      }}
    >
      <div className="fields">
        {names.map((name) => (
          <NumberInput
            key={name}
            label={nameOf(name)}
            description={`unless set: ${typeof defaults[name] === "number" ? count(defaults[name], 3) : "by its history"}`}
            disabled={!may}
            value={typed[name] ?? (settings[name] as number | null) ?? ""}
            onChange={(value) => setTyped({ ...typed, [name]: value })}
          />
        ))}
        {amounts.map((name) => (
          <TextInput
            key={name}
            label={`${nameOf(name)} (${currency ?? ""})`}
            description={name === "budget" ? "of one run; empty: no bound" : "unless set: by what the shop sells"}
            disabled={!may}
            inputMode="decimal"
            pattern="[0-9]+(\.[0-9]{1,2})?"
            value={typed[name] ?? (settings[name] as { amount: string } | null)?.amount ?? ""}
            onChange={({ currentTarget: { value } }) => setTyped({ ...typed, [name]: value })}
          />
        ))}
      </div>
      <p className="row">
        {may && (
          <Button type="submit" loading={sent.isPending} disabled={Object.keys(typed).length === 0}>
            Keep
          </Button>
        )}
        {sent.isSuccess && (
          <span role="status" className="done">
            Kept.
          </span>
        )}
      </p>
      {sent.error !== null && <Wrong error={sent.error} />}
    </form>
  );
}
