import { address } from "../../api/client";
import { LOCALE } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";

const at = (moment: string | null | undefined) => (moment ? new Date(moment).toLocaleString(LOCALE) : "–");

/** What the clock does, when it is due, and how it went. */
export function Jobs() {
  const answer = useAnswer("/api/jobs");
  return (
    <Panel title="What the clock does" answer={answer} csv={address("/api/jobs.csv")}>
      {({ items }) => (
        <DataTable
          caption="Jobs"
          rows={items}
          id={(job) => job.service + job.job}
          columns={[
            { name: "Job", cell: (job) => `${job.service}: ${job.job}` },
            { name: "When", wide: true, cell: (job) => job.when },
            { name: "Due", cell: (job) => at(job.due_at) },
            { name: "Last", cell: (job) => `${job.outcome.replaceAll("_", " ")}${job.said === null ? "" : `: ${job.said}`}` },
          ]}
        />
      )}
    </Panel>
  );
}
