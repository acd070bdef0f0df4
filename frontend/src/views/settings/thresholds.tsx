import { Button, NumberInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/client";
import { words } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { Panel } from "../../parts/panel";
import { NotAllowed, Wrong } from "../../parts/states";

type Rules = Record<string, unknown>;

/** The numbers alerts, reorders and segments go by. */
export function Thresholds() {
  const inventory = useAnswer("/api/inventory/settings");
  const mayCustomers = useMay("customers:read");
  const segments = useAnswer("/api/segments/settings", {}, { enabled: mayCustomers });
  const mayInventory = useMay("inventory:write");
  const maySegments = useMay("segments:write");
  const forget = useForget();
  return (
    <>
      <Panel title="Alerts and reorders" answer={inventory}>
        {({ settings, defaults }) => (
          <Numbers
            settings={settings}
            defaults={defaults}
            may={mayInventory}
            keep={async (changed) => {
              await ask("put", "/api/inventory/settings", { body: changed });
              await forget("/api/inventory");
            }}
          />
        )}
      </Panel>
      {mayCustomers ? (
        <Panel title="Segments" answer={segments}>
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

function Numbers({ settings, defaults, may, keep }: { settings: Rules; defaults: Rules; may: boolean; keep: (changed: Record<string, number | null>) => Promise<void> }) {
  const [typed, setTyped] = useState<Record<string, number | string>>({});
  const names = Object.keys(settings).filter((name) => typeof settings[name] === "number");
  const sent = useMutation({
    // An empty field is the default again.
    mutationFn: () => keep(Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, value === "" ? null : Number(value)]))),
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
            label={words(name)}
            description={`unless set: ${String(defaults[name])}`}
            disabled={!may}
            value={typed[name] ?? (settings[name] as number)}
            onChange={(value) => setTyped({ ...typed, [name]: value })}
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
