// "How is this computed": the API's own explanation of an answer. Loaded when it is asked for the first time.
import { Popover, ScrollArea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { send } from "../api/client";
import type { components } from "../api/generated/revenue";
import { count, defined, moment, money, words } from "../app/format";
import { useZone } from "../app/live";
import type { ExplainProps } from "./explain";
import { Loading, Wrong } from "./states";

type Explanation = components["schemas"]["Explanation"];

/** The button and what it opens, opened at once: it takes the place of the button that was pressed. */
export default function OpenedExplanation({ of, title }: ExplainProps) {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus(); // the one that was pressed had it, and what is opened gives it back to where it was
    setOpened(true);
  }, []);
  return (
    <Popover opened={opened} onChange={setOpened} width={420} position="bottom-end" shadow="md" withRoles trapFocus>
      <Popover.Target>
        <button ref={button} type="button" className="tool" onClick={() => setOpened(!opened)} aria-label={`How ${title} is computed`}>
          How?
        </button>
      </Popover.Target>
      <Popover.Dropdown className="explain" aria-label={`How ${title} is computed`}>
        {"words" in of ? <p>{of.words}</p> : <Explained address={of.address} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function withExplain(address: string): string {
  return `${address}${address.includes("?") ? "&" : "?"}explain=1`;
}

function Explained({ address }: { address: string }) {
  const zone = useZone();
  const { data, error } = useQuery({
    queryKey: ["explain", address],
    queryFn: async () => (await send(withExplain(address), {})) as { explain?: Explanation },
  });
  if (error !== null) return <Wrong error={error} />;
  if (data === undefined) return <Loading label="The explanation" />;
  const { explain } = data;
  if (explain === undefined) return <p>This answer says nothing of how it was made.</p>;
  return (
    <ScrollArea.Autosize mah={420} type="auto" offsetScrollbars viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Explanation" }}>
      <p>
        {explain.rows_counted === undefined ? "Computed " : `From ${count(explain.rows_counted)} rows of the ledger, computed `}
        {moment(explain.computed_at, "clock", zone)}
        {typeof explain.age_seconds === "number" && `, from data ${count(explain.age_seconds)} seconds old`}.
      </p>
      <dl>
        {Object.entries(explain.definitions).map(([name, said]) => (
          <div key={name}>
            <dt>{defined(name)}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
      {(explain.exclusions ?? []).length > 0 && (
        <>
          <h3>Left out</h3>
          <ul>
            {explain.exclusions?.map((each) => (
              <li key={each.reason}>
                {words(each.reason)}: {count(each.rows)} rows, {money(each.net_amount)}
              </li>
            ))}
          </ul>
        </>
      )}
      {explain.queries.map((query) => (
        <details key={query.name}>
          <summary>
            Query {query.name}, {count(query.rows)} rows
          </summary>
          <pre tabIndex={0}>{query.sql}</pre>
          <pre tabIndex={0}>{JSON.stringify(query.parameters, null, 1)}</pre>
        </details>
      ))}
    </ScrollArea.Autosize>
  );
}
