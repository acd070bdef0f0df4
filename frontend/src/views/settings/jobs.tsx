import { useMutation } from "@tanstack/react-query";
import { address, type Answer, ask } from "../../api/client";
import { LOCALE } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";

type Job = Answer<"get", "/api/jobs">["items"][number];

const at = (moment: string | null | undefined) => (moment ? new Date(moment).toLocaleString(LOCALE) : "–");

/** What the clock does, when it is due, and how it went. */
export function Jobs() {
  const answer = useAnswer("/api/jobs");
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
            { name: "Due", wide: true, cell: (job) => at(job.due_at) },
            {
              name: "Last",
              cell: (job) => (
                <>
                  <span className={job.outcome === "failed" ? "tag bad" : "tag"}>{job.outcome.replaceAll("_", " ")}</span> {job.said ?? ""}
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
    <button type="button" className="tool" disabled={sent.isPending} onClick={() => sent.mutate()} aria-label={`Do ${service} ${job} now`}>
      {sent.isPending ? "…" : sent.error === null ? "Now" : sent.error.message}
    </button>
  );
}
