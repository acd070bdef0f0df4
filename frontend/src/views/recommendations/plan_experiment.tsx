import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/client";
import { words } from "../../app/format";
import { useForget } from "../../app/queries";
import { Wrong } from "../../parts/states";

const SURFACES = ["home", "product", "cart", "email", "discovery"] as const;
type Surface = (typeof SURFACES)[number];
const VARIANTS = { v1: "the first version", v2: "the second version", none: "no recommendations" } as const;
type Variant = keyof typeof VARIANTS;
const KEPT = /[^a-z0-9]+/g;

/** What an id may be, made of a name. */
export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(KEPT, "-").replace(/^-+|-+$/g, "").slice(0, 40);
}

/** Plan an experiment of two arms; it begins when it is started. */
export function PlanExperiment() {
  const forget = useForget();
  const [name, setName] = useState("");
  const [surfaces, setSurfaces] = useState<readonly Surface[]>(["home"]);
  const [control, setControl] = useState<Variant>("v1");
  const [tried, setTried] = useState<Variant>("v2");
  const [share, setShare] = useState<number | string>(100);
  const [days, setDays] = useState<number | string>(14);
  const [lift, setLift] = useState<number | string>(20);
  const planned = useMutation({
    mutationFn: () =>
      ask("post", "/api/recommendations/v2/experiments", {
        body: {
          experiment_id: idOf(name),
          name: name.trim(),
          surfaces: [...surfaces],
          arms: [
            { arm: "control", variant: control, weight: 0.5 },
            { arm: "tried", variant: tried, weight: 0.5 },
          ],
          share: Number(share) / 100,
          least_days: Number(days),
          expected_lift: Number(lift) / 100,
        },
      }),
    onSuccess: async () => {
      setName("");
      await forget("/api/recommendations/v2/experiments");
    },
  });
  const isVariant = (value: string): value is Variant => value in VARIANTS;
  const options = Object.entries(VARIANTS).map(([value, label]) => ({ value, label }));
  return (
    <section className="panel" aria-labelledby="plan-title">
      <h2 id="plan-title">Plan an experiment</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          planned.mutate();
        }}
      >
        <div className="fields">
          <TextInput label="Name" required maxLength={100} value={name} onChange={({ currentTarget: { value } }) => setName(value)} />
          <NativeSelect label="Control" value={control} data={options} onChange={({ currentTarget: { value } }) => isVariant(value) && setControl(value)} />
          <NativeSelect label="Tried against it" value={tried} data={options} onChange={({ currentTarget: { value } }) => isVariant(value) && setTried(value)} />
          <NumberInput label="Share of customers, %" min={1} max={100} value={share} onChange={setShare} />
          <NumberInput label="Days at least" min={7} max={90} value={days} onChange={setDays} />
          <NumberInput label="Lift worth finding, %" min={1} max={200} value={lift} onChange={setLift} />
        </div>
        <fieldset className="row">
          <legend>Pages</legend>
          {SURFACES.map((surface) => (
            <Checkbox
              key={surface}
              label={words(surface)}
              checked={surfaces.includes(surface)}
              onChange={({ currentTarget: { checked } }) => setSurfaces(checked ? [...surfaces, surface] : surfaces.filter((each) => each !== surface))}
            />
          ))}
        </fieldset>
        <p className="row">
          <Button type="submit" loading={planned.isPending} disabled={idOf(name) === "" || surfaces.length === 0 || control === tried}>
            Plan it
          </Button>
          {control === tried && <span className="dim">Both arms are the same.</span>}
          {planned.isSuccess && (
            <span role="status" className="done">
              Planned: {planned.data.name}. It begins when it is started.
            </span>
          )}
        </p>
        {planned.error !== null && <Wrong error={planned.error} />}
      </form>
    </section>
  );
}
