import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { type Answer, ask } from "../../api/client";
import { useForget } from "../../app/queries";
import { Wrong } from "../../parts/states";

type Settings = Answer<"get", "/api/inventory/products/{product_id}">["settings"];

const NUMBERS = { lead_time_days: "Lead time in days", pack_size: "Pack", min_order_quantity: "Smallest order" } as const;
type Name = keyof typeof NUMBERS;

/** What the shop says of one product; it wins over what its files say, and an empty field takes it back. */
export function ProductSettings({ settings, currency }: { settings: Settings; currency: string }) {
  const [typed, setTyped] = useState<Partial<Record<Name, number | string>>>({});
  const [cost, setCost] = useState<string | null>(null);
  const [never, setNever] = useState<boolean | null>(null);
  const forget = useForget();
  const kept = useMutation({
    mutationFn: () => {
      const numbers = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, value === "" ? null : Number(value)]));
      const unit_cost = cost === "" ? null : { amount: cost ?? "", currency };
      const body = { ...numbers, ...(cost === null ? {} : { unit_cost }), ...(never === null ? {} : { never_alert: never }) };
      return ask("put", "/api/inventory/products/{product_id}/settings", { path: { product_id: settings.product_id }, body });
    },
    onSuccess: async () => {
      setTyped({});
      setCost(null);
      setNever(null);
      await forget("/api/inventory");
    },
  });
  const changed = Object.keys(typed).length > 0 || cost !== null || never !== null;
  const keep = (event: SyntheticEvent) => {
    event.preventDefault();
    kept.mutate();
  };
  return (
    <section className="panel" aria-labelledby="product-settings-title">
      <h2 id="product-settings-title">What you say of it</h2>
      <p className="dim">It wins over what files say; an empty field takes it back. The next run goes by it.</p>
      <form className="controls" onSubmit={keep}>
        {(Object.keys(NUMBERS) as Name[]).map((name) => (
          <NumberInput key={name} label={NUMBERS[name]} w={130} min={0} value={typed[name] ?? settings[name] ?? ""} onChange={(value) => setTyped({ ...typed, [name]: value })} />
        ))}
        <TextInput
          label={`Cost of one (${currency})`}
          w={130}
          inputMode="decimal"
          pattern="[0-9]+(\.[0-9]{1,4})?"
          value={cost ?? settings.unit_cost?.amount ?? ""}
          onChange={({ currentTarget: { value } }) => setCost(value)}
        />
        <Checkbox label="Never alert" checked={never ?? settings.never_alert} onChange={({ currentTarget: { checked } }) => setNever(checked)} />
        <Button type="submit" disabled={!changed} loading={kept.isPending}>
          Keep
        </Button>
        {kept.isSuccess && !changed && (
          <span role="status" className="done">
            Kept.
          </span>
        )}
        {kept.error !== null && <Wrong error={kept.error} />}
      </form>
    </section>
  );
}
