import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { count, moment, money, words } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";

type Load = Answer<"get", "/api/ingest/loads">["items"][number];

export function Loads() {
  const zone = useZone();
  const answer = useAnswer("/api/ingest/loads", { query: { limit: 50 } });
  const may = useMay("data:write");
  return (
    <Panel title="Loads so far" lines={6} phoneLines={10} explain={{ words: "Every load with what it brought; known rows were there already. What came as events is one load a day, and the demo's go on. Undo takes one back exactly; the figures follow." }} answer={answer} csv={address("/api/ingest/loads.csv")}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="dim">Nothing was loaded yet.</p>
        ) : (
          <DataTable
            caption="Loads, newest first"
            rows={items}
            id={(load) => load.load_id}
            tall={480}
            columns={[
              { name: "When", cell: (load) => moment(load.recorded_at, "full", zone) },
              { name: "From", cell: (load) => <span className="breaks">{`${load.source}${load.files.length === 0 ? "" : `: ${load.files.slice(0, 2).join(", ")}${load.files.length > 2 ? ` and ${count(load.files.length - 2)} more` : ""}`}`}</span> },
              { name: "Loaded", number: true, cell: (load) => count(load.loaded) },
              { name: "Known", number: true, wide: true, cell: (load) => count(load.known) },
              { name: "Rejected", number: true, cell: (load) => (load.rejected === 0 ? "0" : <a href={address("/api/ingest/loads/{load_id}/rejected.csv", { path: { load_id: load.load_id } })}>{count(load.rejected)}</a>) },
              { name: "Net amount", number: true, wide: true, cell: (load) => money(load.net_amount) },
              { name: "State", wide: true, cell: (load) => <span className="tag">{words(load.status)}</span> },
              { name: "Undo", cell: (load) => (may && load.status === "loaded" && load.source !== "events" && load.source !== "demo" ? <Undo load={load} /> : "") },
            ]}
          />
        )
      }
    </Panel>
  );
}

function Undo({ load }: { load: Load }) {
  const [sure, setSure] = useState(false);
  const forget = useForget();
  const sent = useMutation({
    mutationFn: () => ask("post", "/api/ingest/loads/{load_id}/undo", { path: { load_id: load.load_id } }),
    onSuccess: () => forget("/api"),
  });
  return (
    <span className="row">
      <button type="button" className="tool" disabled={sent.isPending} onClick={() => (sure ? sent.mutate() : setSure(true))}>
        {sure ? "Yes, take it back" : "Undo"}
      </button>
      {sent.error !== null && <span role="alert">{sent.error.message}</span>}
    </span>
  );
}
