import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { address, ask } from "../../api/client";
import { count, day, moment, words } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Recipients } from "./recipients";
import { Refused, Wrong } from "../../parts/states";

/** When the morning digest goes out, to whom, and what became of it. */
export function Schedule() {
  const may = useMay("inventory:write");
  const answer = useAnswer("/api/inventory/schedule");
  const sent = useAnswer("/api/inventory/digests", { query: { limit: 20 } }, { enabled: may });
  return (
    <>
      <Panel title="The morning digest" lines={5} answer={answer} explain={{ words: "What is new or worse since the last one, the most urgent first, and what there is to order; who has nothing new gets nothing." }}>
        {({ at, time_zone: zone, next_at: next, is_default: isDefault }) => (
          <>
            <p>
              It goes out at {at} in {zone}
              {isDefault ? " (nobody has set another time)" : ""}; next on {next.map((each) => moment(each, "day", zone)).join(", ")}.
            </p>
            {may && <SetTime key={at} at={at} zone={zone} />}
          </>
        )}
      </Panel>
      {may && <Recipients />}
      {may && (
        <Panel title="What was sent" span={6} lines={12} answer={sent} explain={{ words: "Each recipient gets one digest a day by each channel. What cannot be delivered is tried again, later each time, and given up in the end." }} csv={address("/api/inventory/digests.csv")}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="dim">No digest was sent yet.</p>
            ) : (
              <DataTable
                caption="Digests"
                rows={items}
                id={(each) => each.digest_id}
                columns={[
                  { name: "Day", cell: (each) => day(each.day, "day") },
                  { name: "To", cell: (each) => `${each.recipient_id} (${each.channel})` },
                  {
                    name: "State",
                    cell: (each) => (
                      <span className="row">
                        {words(each.state)}
                        {each.state === "dead" && <Again digestId={each.digest_id} />}
                      </span>
                    ),
                  },
                  { name: "Tries", number: true, cell: (each) => count(each.tries) },
                ]}
              />
            )
          }
        </Panel>
      )}
    </>
  );
}

function SetTime({ at, zone }: { at: string; zone: string }) {
  const [typed, setTyped] = useState(at);
  const forget = useForget();
  const kept = useMutation({
    mutationFn: () => ask("put", "/api/inventory/schedule", { body: { at: typed, time_zone: zone } }),
    onSuccess: () => forget("/api/inventory/schedule"),
  });
  return (
    <form
      className="controls"
      onSubmit={(event) => {
        event.preventDefault();
        kept.mutate();
      }}
    >
      <TextInput type="time" label="Time of day" required value={typed} onChange={({ currentTarget: { value } }) => setTyped(value)} />
      <Button type="submit" loading={kept.isPending} disabled={typed === at}>
        Keep
      </Button>
      {kept.error !== null && <Wrong error={kept.error} />}
    </form>
  );
}

/** Try a digest again that was given up. */
function Again({ digestId }: { digestId: string }) {
  const forget = useForget();
  const sent = useMutation({
    mutationFn: () => ask("post", "/api/inventory/digests/{digest_id}/retry", { path: { digest_id: digestId } }),
    onSuccess: () => forget("/api/inventory/digests"),
  });
  return (
    <>
      <button type="button" className="tool" disabled={sent.isPending} onClick={() => sent.mutate()}>
        Try again
      </button>
      <Refused error={sent.error} />
    </>
  );
}
