import { useContext } from "react";
import { IdentityContext, useMay } from "../../app/session";
import { useRange } from "../../app/range";
import { Integrations } from "./integrations";
import { Jobs } from "./jobs";
import { LoadFiles } from "./load_files";
import { Loads } from "./loads";
import { Schedule } from "./schedule";
import { Targets } from "./targets";
import { Thresholds } from "./thresholds";

const PARTS = { data: "Data", targets: "Targets", thresholds: "Thresholds", digest: "Digest", integrations: "Integrations", access: "Access" } as const;
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
          <Loads />
        </>
      )}
      {part === "targets" && <Targets />}
      {part === "thresholds" && <Thresholds />}
      {part === "digest" && <Schedule />}
      {part === "integrations" && <Integrations />}
      {part === "access" && <Access />}
    </div>
  );
}

function Access() {
  const who = useContext(IdentityContext);
  const isAdmin = useMay("admin");
  return (
    <>
      <section className="panel" aria-labelledby="access-title">
        <h2 id="access-title">Who you are</h2>
        <p>
          You are signed in as <b>{who?.role}</b>. This role may: {who?.scopes.join(", ")}.
        </p>
        <p className="dim">
          Tokens and roles are given out on the machine the suite runs on: <code>shopsight token --role ROLE --link</code> signs a browser in, <code>--revoke</code> ends all of a role.
        </p>
      </section>
      {isAdmin && <Jobs />}
    </>
  );
}
