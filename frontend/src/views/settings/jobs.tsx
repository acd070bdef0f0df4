import { useMutation } from "@tanstack/react-query";
import { address, type Answer, ask } from "../../api/client";
import { count, day, moment } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer, useForget } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Refused } from "../../parts/states";

type Job = Answer<"get", "/api/jobs">["items"][number];

/** What a job said, its numbers and days as this page writes them. */
export function written(said: string): string {
  return said.replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])/g, (iso) => day(iso, "year")).replace(/(?<![\w.-])\d{5,}(?![\w-])/g, (number) => count(Number(number)));
}

/** What the clock does, when it is due, and how it went. */
export function Jobs() {
  const answer = useAnswer("/api/jobs");
  const zone = useZone();
  return (
    <Panel title="What the clock does" lines={24} answer={answer} csv={address("/api/jobs.csv")} explain={{ words: "Each job is begun when it is due, or at the next start of the suite; one that has nothing to work with yet is tried again each minute." }}>
      {({ items }) => (
        <DataTable
          caption="Jobs"
          rows={items}
          id={(job) => `${job.service} ${job.job}`}
          columns={[
            { name: "Job", cell: (job) => <span title={job.what}>{`${job.service}: ${job.job}`}</span> },
            { name: "When", wide: true, cell: (job) => job.when },
            { name: "Due", wide: true, cell: (job) => moment(job.due_at, "full", zone) },
            {
              name: "Last",
              cell: (job) => (
                <>
                  <span className={job.outcome === "failed" ? "tag bad" : "tag"}>{job.outcome.replaceAll("_", " ")}</span> {written(job.said ?? "")}
                </>
              ),
            },
            { name: "Do it", cell: (job) => <Run job={job} /> },
          ]}
        />
      )}
    </Panel>
  );
}

function Run({ job: { service, job } }: { job: Job }) {
  const forget = useForget();
  const sent = useMutation({
    mutationFn: () => ask("post", "/api/jobs/{service}/{job}/run", { path: { service, job } }),
    onSuccess: () => forget("/api"),
  });
  return (
    <>
      <button type="button" className="tool" disabled={sent.isPending} onClick={() => sent.mutate()} aria-label={`Do ${service} ${job} now`}>
        {sent.isPending ? "…" : "Now"}
      </button>
      <Refused error={sent.error} />
    </>
  );
}
