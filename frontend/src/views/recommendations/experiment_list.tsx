import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { moment, percent, words } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty, Wrong } from "../../parts/states";
import { PlanExperiment } from "./plan_experiment";

type Experiment = Answer<"get", "/api/recommendations/v2/experiments">["items"][number];
const DECISIONS = ["ship", "roll_back", "no_difference", "abandoned"] as const;

/** All experiments, what was done to them, and what can be done: start, ramp, stop. */
export function ExperimentList() {
  const answer = useAnswer("/api/recommendations/v2/experiments");
  const may = useMay("recommendations:write");
  const zone = useZone();
  return (
    <>
      <Panel
        title="All experiments"
        phoneLines={4}
        answer={answer}
        csv={address("/api/recommendations/v2/experiments.csv")}
        explain={{ words: "A person stays in one arm. Experiments of one layer exclude one another. What is planned begins when it is started; it can be ramped while it runs, and is stopped with what was decided." }}
      >
        {({ items, hold_out_share: share }) => (
          <>
            <p>{percent(share, 0)} of customers and visitors are shown no recommendations, whatever is tried.</p>
            {items.length === 0 ? (
              <Empty title="No experiment was planned yet" />
            ) : (
              <DataTable
                caption="Experiments"
                rows={items}
                id={(each) => each.experiment_id}
                columns={[
                  { name: "Experiment", cell: (each) => each.name },
                  { name: "State", cell: (each) => <span className="tag">{words(each.state)}</span> },
                  { name: "Arms", wide: true, cell: (each) => each.arms.map((arm) => `${arm.arm} (${arm.variant}, ${percent(arm.weight, 0)})`).join(", ") },
                  { name: "Pages", wide: true, cell: (each) => each.surfaces.map(words).join(", ") },
                  { name: "Share", number: true, cell: (each) => percent(each.share, 0) },
                  { name: "Last", wide: true, cell: (each) => last(each, zone) },
                  { name: "", cell: (each) => may && <Steps of={each} /> },
                ]}
              />
            )}
          </>
        )}
      </Panel>
      {may && <PlanExperiment />}
    </>
  );
}

function last({ history, decision, decision_note: note }: Experiment, zone: string | undefined): string {
  const step = history.at(-1);
  const said = step === undefined ? "" : `${words(step.what)} ${moment(step.at, "year", zone)} by ${step.by}`;
  return decision === null ? said : `${said}: ${words(decision).toLowerCase()}${note === null || note === "" ? "" : ` (${note})`}`;
}

function Steps({ of: experiment }: { of: Experiment }) {
  const forget = useForget();
  const path = { experiment_id: experiment.experiment_id };
  const [share, setShare] = useState<number | string>(Math.round(experiment.share * 100));
  const [decision, setDecision] = useState<(typeof DECISIONS)[number]>("no_difference");
  const [arm, setArm] = useState(experiment.arms[1]?.arm ?? "");
  const sent = useMutation({
    mutationFn: async (step: "start" | "ramp" | "stop") => {
      if (step === "start") await ask("post", "/api/recommendations/v2/experiments/{experiment_id}/start", { path });
      else if (step === "ramp") await ask("post", "/api/recommendations/v2/experiments/{experiment_id}/ramp", { path, body: { share: Number(share) / 100 } });
      else await ask("post", "/api/recommendations/v2/experiments/{experiment_id}/stop", { path, body: { decision, ...(decision === "ship" ? { arm } : {}) } });
    },
    onSuccess: () => forget("/api/recommendations/v2/experiments", "/api/recommendations/v2/performance"),
  });
  const named = (what: string) => `${what}: ${experiment.name}`;
  if (experiment.state === "stopped") return null;
  return (
    <span className="decide">
      {experiment.state === "planned" && (
        <button type="button" className="tool" disabled={sent.isPending} aria-label={named("Start")} onClick={() => sent.mutate("start")}>
          Start
        </button>
      )}
      {experiment.state === "running" && (
        <>
          <NumberInput aria-label={named("Share in per cent")} w={64} min={1} max={100} suffix=" %" hideControls value={share} onChange={setShare} />
          <button type="button" className="tool" disabled={sent.isPending || !(Number(share) >= 1)} aria-label={named("Ramp")} onClick={() => sent.mutate("ramp")}>
            Ramp
          </button>
        </>
      )}
      <NativeSelect
        aria-label={named("Decision")}
        value={decision}
        data={DECISIONS.map((value) => ({ value, label: words(value) }))}
        onChange={({ currentTarget: { value } }) => setDecision(DECISIONS.find((each) => each === value) ?? "no_difference")}
      />
      {decision === "ship" && <NativeSelect aria-label={named("Arm to ship")} value={arm} data={experiment.arms.map((each) => each.arm)} onChange={({ currentTarget: { value } }) => setArm(value)} />}
      <Button variant="default" size="compact-xs" loading={sent.isPending} aria-label={named("Stop")} onClick={() => sent.mutate("stop")}>
        Stop
      </Button>
      {sent.error !== null && <Wrong error={sent.error} />}
    </span>
  );
}
