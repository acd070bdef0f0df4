import { Experiments } from "./experiments";
import { Rules } from "./rules";
import { Try } from "./try";
import { Worth } from "./worth";

/** What customers are shown, why, and whether it works. */
export default function Recommendations() {
  return (
    <div className="view">
      <h1 className="unseen">Recommendations</h1>
      <Experiments />
      <Try />
      <Worth />
      <Rules />
    </div>
  );
}
