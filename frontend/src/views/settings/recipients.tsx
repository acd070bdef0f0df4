import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { words } from "../../app/format";
import { useAnswer, useForget } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Wrong } from "../../parts/states";

type Recipient = Answer<"get", "/api/inventory/recipients">["items"][number];

/** Who gets the digest. All of them are kept at once. */
export function Recipients() {
  const answer = useAnswer("/api/inventory/recipients");
  const forget = useForget();
  const kept = useMutation({
    mutationFn: (items: Recipient[]) => ask("put", "/api/inventory/recipients", { body: { items } }),
    onSuccess: () => forget("/api/inventory/recipients"),
  });
  return (
    <Panel title="Who gets it" span={6} lines={12} answer={answer} csv={address("/api/inventory/recipients.csv")} explain={{ words: "An owner's digest begins with yesterday against target, a buyer's with stock. Who unsubscribed by the link in a mail gets no mail." }}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <p className="dim">Nobody yet.</p>
          ) : (
            <DataTable
              caption="Recipients"
              rows={items}
              id={(each) => each.recipient_id}
              columns={[
                { name: "Name", cell: (each) => each.name },
                { name: "By", cell: (each) => `${each.channels.map(words).join(", ")}${each.unsubscribed === true ? " (unsubscribed)" : ""}` },
                { name: "Role", wide: true, cell: (each) => each.role ?? "buyer" },
                {
                  name: "Take out",
                  cell: (each) => (
                    <button
                      type="button"
                      className="tool"
                      disabled={kept.isPending}
                      onClick={() => kept.mutate(items.filter(({ recipient_id: id }) => id !== each.recipient_id))}
                      aria-label={`Take out ${each.name}`}
                    >
                      Take out
                    </button>
                  ),
                },
              ]}
            />
          )}
          <Add taken={items.map(({ recipient_id: id }) => id)} pending={kept.isPending} add={(one) => kept.mutate([...items, one])} />
          {kept.error !== null && <Wrong error={kept.error} />}
        </>
      )}
    </Panel>
  );
}

/** A name as an id: letters and digits, and a number where it is taken. */
export function idOf(name: string, taken: readonly string[]): string {
  const plain =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replace(/\p{M}/gu, "")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 30) || "recipient";
  let id = plain;
  for (let more = 2; taken.includes(id); more += 1) id = `${plain}-${more}`;
  return id;
}

function Add({ taken, pending, add }: { taken: readonly string[]; pending: boolean; add: (one: Recipient) => void }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [slack, setSlack] = useState(false);
  const [role, setRole] = useState<"buyer" | "owner">("buyer");
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    const channels = [...(email === "" ? [] : (["email"] as const)), ...(slack ? (["slack"] as const) : [])];
    add({ recipient_id: idOf(name, taken), name, role, channels, email: email === "" ? null : email });
    setName("");
    setEmail("");
    setSlack(false);
  };
  return (
    <form className="controls" onSubmit={send}>
      <TextInput label="Name" required maxLength={200} value={name} onChange={({ currentTarget: { value } }) => setName(value)} />
      <TextInput type="email" label="E-mail" maxLength={254} value={email} onChange={({ currentTarget: { value } }) => setEmail(value)} />
      <NativeSelect
        label="As"
        data={[
          { value: "buyer", label: "Buyer" },
          { value: "owner", label: "Owner" },
        ]}
        value={role}
        onChange={({ currentTarget: { value } }) => setRole(value === "owner" ? "owner" : "buyer")}
      />
      <Checkbox label="In Slack" checked={slack} onChange={({ currentTarget: { checked } }) => setSlack(checked)} />
      <Button type="submit" loading={pending} disabled={name === "" || (email === "" && !slack)}>
        Add
      </Button>
    </form>
  );
}
