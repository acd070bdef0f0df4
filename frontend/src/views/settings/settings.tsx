import { useRange } from "../../app/range";
import { Access } from "./access";
import { Health, Sources } from "./health";
import { Integrations } from "./integrations";
import { LoadFiles } from "./load_files";
import { Loads } from "./loads";
import { Schedule } from "./schedule";
import { Shop } from "./shop";
import { Targets } from "./targets";
import { Thresholds } from "./thresholds";

const PARTS = { data: "Data", shop: "Shop", targets: "Targets", thresholds: "Thresholds", digest: "Schedule", integrations: "Integrations", access: "Access" } as const;
type Part = keyof typeof PARTS;

export default function Settings() {
  const { filter, change } = useRange();
  const part = (Object.keys(PARTS) as Part[]).find((each) => each === filter("part")) ?? "data";
  return (
    <div className="view">
      <h1 className="unseen">Settings</h1>
      <div className="sub-nav" role="group" aria-label="Parts of the settings">
        {Object.entries(PARTS).map(([name, said]) => (
          <button key={name} type="button" className="tool" aria-pressed={name === part} onClick={() => change({ part: name })}>
            {said}
          </button>
        ))}
      </div>
      {part === "data" && (
        <>
          <LoadFiles />
          <Sources />
          <Health />
          <Loads />
        </>
      )}
      {part === "shop" && <Shop />}
      {part === "targets" && <Targets />}
      {part === "thresholds" && <Thresholds />}
      {part === "digest" && <Schedule />}
      {part === "integrations" && <Integrations />}
      {part === "access" && <Access />}
    </div>
  );
}
