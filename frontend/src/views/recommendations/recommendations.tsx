import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { FirstRun } from "../first_run";
import { Coverage } from "./coverage";
import { ExperimentList } from "./experiment_list";
import { Experiments } from "./experiments";
import { Rules } from "./rules";
import { Try } from "./try";
import { Worth } from "./worth";

const PARTS = { results: "Results", try: "Try a customer", experiments: "Experiments", rules: "Rules" } as const;
type Part = keyof typeof PARTS;

/** What customers are shown, why, and whether it works. */
export default function Recommendations() {
  const { filter, change } = useRange();
  const asked = (Object.keys(PARTS) as Part[]).find((each) => each === filter("part"));
  const part = asked ?? (filter("customer") === null ? "results" : "try"); // a link that names a customer is to try them
  const current = useAnswer("/api/revenue/current", {}, { enabled: part === "results" });
  if (part === "results" && current.data?.data_until === null) return <FirstRun />;
  return (
    <div className="view">
      <h1 className="unseen">Recommendations</h1>
      <div className="sub-nav" role="group" aria-label="Parts of the recommendations">
        {Object.entries(PARTS).map(([name, said]) => (
          <button key={name} type="button" className="tool" aria-pressed={name === part} onClick={() => change({ part: name })}>
            {said}
          </button>
        ))}
      </div>
      {part === "results" && (
        <>
          <Experiments />
          <Worth />
          <Coverage />
        </>
      )}
      {part === "try" && <Try />}
      {part === "experiments" && <ExperimentList />}
      {part === "rules" && <Rules />}
    </div>
  );
}
