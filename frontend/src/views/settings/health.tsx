import { type QueryClient, useQuery } from "@tanstack/react-query";
import { address, ApiError, ask } from "../../api/client";
import { taken } from "../../app/early";
import { count, moment, words } from "../../app/format";
import { useZone } from "../../app/live";
import { keyOf, useAnswer } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { FileOf } from "../../parts/file_of";
import { Panel } from "../../parts/panel";
import { Failed } from "../../parts/states";
import { SERVICES } from "./asked";

interface Health {
  name: string;
  checks: Record<string, string>;
}

/** Whether each service can answer, and where its data comes from. */
export function Health() {
  const health = useQuery({
    queryKey: ["health"],
    queryFn: async ({ client }) => ({ services: await Promise.all(Object.entries(SERVICES).map(([name, path]) => healthOf(client, name, path))) }),
    refetchInterval: 30_000, // a service that comes back is seen within half a minute
  });
  return (
    <Panel
      title="Services"
      span={5}
      lines={8}
      answer={health}
      controls={health.data === undefined ? null : <FileOf title="Services" name="services.csv" rows={[["service", "state"], ...health.data.services.map(({ name, checks }) => [name, wrongOf(checks) || "ready"])]} />}
      explain={{ words: "Each service says of itself whether all that it needs answers now: its tables, its store, the event bus." }}
    >
      {({ services }) => (
        <DataTable
          caption="Services"
          rows={services}
          id={(each) => each.name}
          columns={[
            { name: "Service", cell: (each) => each.name },
            {
              name: "State",
              cell: ({ checks }) => {
                const wrong = wrongOf(checks);
                return wrong === "" ? <span className="tag good">ready</span> : <span className="tag bad">{wrong}</span>;
              },
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** What of a service is not well; nothing where all of it is. */
function wrongOf(checks: Health["checks"]): string {
  return Object.entries(checks)
    .filter(([, said]) => said !== "ok")
    .map(([what, said]) => `${what}: ${said}`)
    .join("; ");
}

async function healthOf(client: QueryClient, name: string, path: (typeof SERVICES)[keyof typeof SERVICES]): Promise<Health> {
  try {
    const said = await client.query({ queryKey: keyOf(path, {}), queryFn: () => taken(path, {}) ?? ask("get", path) });
    return { name, checks: said.checks ?? {} };
  } catch (error) {
    return { name, checks: { service: error instanceof ApiError ? error.message : "does not answer" } };
  }
}

/** Where the shop's facts come from, and when something came last. */
export function Sources() {
  const zone = useZone();
  const loads = useAnswer("/api/ingest/loads", { query: { limit: 200 } });
  return (
    <Panel title="Data sources" span={7} lines={8} phoneLines={9} answer={loads} csv={address("/api/ingest/loads.csv")} explain={{ words: "By source: what the last two hundred loads brought. What came as events is one load a day." }}>
      {({ items }) => (
        <>
          <Until />
          {items.length === 0 ? (
            <p className="dim">Nothing was loaded yet.</p>
          ) : (
            <DataTable
              caption="Data sources"
              rows={bySource(items)}
              id={(each) => each.source}
              columns={[
                { name: "Source", cell: (each) => words(each.source) },
                { name: "Last", cell: (each) => moment(each.last, "full", zone) },
                { name: "Rows", number: true, cell: (each) => count(each.loaded) },
                { name: "Rejected", number: true, cell: (each) => count(each.rejected) },
              ]}
            />
          )}
          <Waiting />
        </>
      )}
    </Panel>
  );
}

interface Load {
  source: string;
  recorded_at: string;
  loaded: number;
  rejected: number;
  status: string;
}

/** Loads by their source, the one that brought something last first. */
export function bySource(loads: readonly Load[]): { source: string; last: string; loaded: number; rejected: number }[] {
  const found = new Map<string, { source: string; last: string; loaded: number; rejected: number }>();
  for (const load of loads) {
    if (load.status !== "loaded") continue;
    const held = found.get(load.source) ?? { source: load.source, last: load.recorded_at, loaded: 0, rejected: 0 };
    found.set(load.source, {
      ...held,
      last: load.recorded_at > held.last ? load.recorded_at : held.last,
      loaded: held.loaded + load.loaded,
      rejected: held.rejected + load.rejected,
    });
  }
  return [...found.values()].sort((a, b) => b.last.localeCompare(a.last));
}

function Until() {
  const current = useAnswer("/api/revenue/current");
  const { data } = current;
  const web = useAnswer("/api/revenue/funnel", { query: { window: "7d" } });
  if (data === undefined) return <Failed of={[current]} />;
  return (
    <p>
      {data.data_until === null ? "There are no sales yet" : `Sales until ${moment(data.data_until, "full", data.time_zone)}`}
      {data.stale && data.data_until !== null ? <span className="tag warn">stale</span> : null}
      {web.data === undefined ? (web.error === null ? "" : "; when the storefront told something last cannot be said now") : web.data.web_until === null ? "; no events of the storefront yet" : `; events of the storefront until ${moment(web.data.web_until, "full", data.time_zone)}`}.
    </p>
  );
}

/** Facts on their way in, and those that could not be taken. */
function Waiting() {
  const may = useMay("data:write");
  const facts = useAnswer("/api/ingest/facts", { query: { limit: 20 } }, { enabled: may });
  const isAdmin = useMay("admin");
  const dead = useAnswer("/api/bus/dead-letters", { query: { limit: 1 } }, { enabled: isAdmin });
  const zone = useZone();
  if (facts.data === undefined) return <Failed of={[facts]} />;
  const { waiting, items, next_cursor: more } = facts.data;
  return (
    <>
      <p className="dim">
        {count(waiting.facts)} facts wait to be merged{waiting.since === null ? "" : `, since ${moment(waiting.since, "time", zone)}`};{" "}
        {items.length === 0 ? (
          "none was set aside"
        ) : (
          <a href={address("/api/ingest/facts.csv")} download>
            {more === null ? count(items.length) : `more than ${count(items.length)}`} set aside
          </a>
        )}
        .{" "}
        {dead.data === undefined && dead.error !== null && "Whether events were given up cannot be said now."}
        {dead.data !== undefined && dead.data.items.length > 0 && (
          <a href={address("/api/bus/dead-letters.csv")} download>
            Some events were given up.
          </a>
        )}
      </p>
      {items.slice(0, 3).map((fact) => (
        <p key={fact.source + fact.event_id} className="problem">
          {words(fact.reason)}: {fact.detail}
        </p>
      ))}
    </>
  );
}
