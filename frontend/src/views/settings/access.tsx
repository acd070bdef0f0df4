import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useContext, useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { moment } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer, useForget } from "../../app/queries";
import { IdentityContext, useMay } from "../../app/session";
import { signOut } from "../../app/signing_in";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Refused, Wrong } from "../../parts/states";
import { Jobs } from "./jobs";

const ROLES = ["viewer", "marketer", "buyer", "owner", "admin", "service"] as const;
type Role = (typeof ROLES)[number];
/** What a scope lets somebody do, in words. */
const MAY: Record<string, string> = {
  "figures:read": "see sales",
  "margin:read": "see costs and margins",
  "customers:read": "see segments and customers",
  "personal-data:read": "see customers' names and addresses",
  "targets:write": "set targets and answer insights",
  "segments:write": "sort and export customers",
  "inventory:write": "answer alerts and approve reorders",
  "recommendations:read": "see recommendations",
  "recommendations:write": "plan experiments and rules",
  "feedback:write": "report what visitors do with recommendations",
  "data:write": "load data and take it back",
  "events:write": "send events",
  admin: "let others in and run jobs",
};
const mayDo = (scopes: readonly string[]) => scopes.map((scope) => MAY[scope] ?? scope);

type Key = Answer<"get", "/api/auth/keys">["items"][number];

/** Who may come in, and as what. */
export function Access() {
  const who = useContext(IdentityContext);
  const isAdmin = useMay("admin");
  return (
    <>
      <section className="panel" aria-labelledby="access-title">
        <h2 id="access-title">Who you are</h2>
        <p>
          You are signed in as <b>{who?.role}</b>. This role may: {mayDo(who?.scopes ?? []).join(", ")}.
        </p>
        <p className="on-phone">
          <button type="button" className="tool" onClick={() => void signOut()}>
            Sign out
          </button>
        </p>
        {!isAdmin && (
          <p className="dim">
            Roles, sign-in links, tokens and keys are given out by an admin, here or on the machine the suite runs on: <code>.venv/bin/shopsight token --role admin --link</code> signs one in.
          </p>
        )}
      </section>
      {isAdmin && (
        <>
          <Roles />
          <WaysIn />
          <Keys />
          <Jobs />
        </>
      )}
    </>
  );
}

function Roles() {
  const answer = useAnswer("/api/auth/roles");
  return (
    <Panel title="Roles" span={6} lines={11} answer={answer} csv={address("/api/auth/roles.csv")} explain={{ words: "A token or a session counts while it names the version of its role. Revoking a role raises that version: every one given out before is worthless within five seconds." }}>
      {({ items }) => (
        <DataTable
          caption="Roles"
          rows={items}
          id={(each) => each.role}
          columns={[
            { name: "Role", cell: (each) => <span title={mayDo(each.scopes).join(", ")}>{each.role}</span> },
            { name: "May", wide: true, cell: (each) => `${mayDo(each.scopes.slice(0, 3)).join(", ")}${each.scopes.length > 3 ? ` and ${each.scopes.length - 3} more` : ""}` },
            { name: "Version", number: true, cell: (each) => each.version },
            { name: "End all", cell: (each) => <Revoke role={each.role} /> },
          ]}
        />
      )}
    </Panel>
  );
}

function Revoke({ role }: { role: string }) {
  const [sure, setSure] = useState(false);
  const forget = useForget();
  const sent = useMutation({
    mutationFn: () => ask("post", "/api/auth/roles/{role}/revoke", { path: { role } }),
    onSuccess: async () => {
      setSure(false);
      await forget("/api/auth");
    },
  });
  return (
    <span className="row">
      <button type="button" className="tool" disabled={sent.isPending} onClick={() => (sure ? sent.mutate() : setSure(true))} aria-label={`Revoke every token and session of ${role}`}>
        {sure ? "Yes, end all of them" : "Revoke"}
      </button>
      {sent.isSuccess && (
        <span role="status" className="done">
          Done.
        </span>
      )}
      <Refused error={sent.error} />
    </span>
  );
}

/** A link that signs a browser in, or a token for a program; each is shown once. */
function WaysIn() {
  const zone = useZone();
  const [role, setRole] = useState<Role>("viewer");
  const link = useMutation({ mutationFn: () => ask("post", "/api/auth/codes", { body: { role } }) });
  const token = useMutation({ mutationFn: () => ask("post", "/api/auth/tokens", { body: { role } }) });
  return (
    <section className="panel span-6" aria-labelledby="ways-in-title">
      <h2 id="ways-in-title">Let somebody in</h2>
      <div className="controls">
        <NativeSelect label="As" data={[...ROLES]} value={role} onChange={({ currentTarget: { value } }) => setRole(ROLES.find((each) => each === value) ?? "viewer")} />
        <Button loading={link.isPending} onClick={() => link.mutate()}>
          Sign-in link
        </Button>
        <Button variant="default" loading={token.isPending} onClick={() => token.mutate()}>
          Token for a program
        </Button>
      </div>
      {link.data !== undefined && <Once name={`Signs one browser in as ${link.data.role}, once, until ${moment(link.data.expires_at, "time", zone)}`} text={location.origin + link.data.path} />}
      {token.data !== undefined && <Once name={`A bearer token as ${token.data.role}, good until ${moment(token.data.expires_at, "time", zone)}`} text={token.data.token} />}
      {link.error !== null && <Wrong error={link.error} />}
      {token.error !== null && <Wrong error={token.error} />}
    </section>
  );
}

function Once({ name, text }: { name: string; text: string }) {
  return (
    <div role="status">
      <p>{name}. It is shown this once:</p>
      <pre tabIndex={0}>{text}</pre>
      <button type="button" className="tool" onClick={() => void navigator.clipboard.writeText(text)}>
        Copy
      </button>
    </div>
  );
}

function Keys() {
  const answer = useAnswer("/api/auth/keys");
  const zone = useZone();
  const [origins, setOrigins] = useState("");
  const forget = useForget();
  const made = useMutation({
    mutationFn: () => ask("post", "/api/auth/keys", { body: { origins: origins.split(/[\s,]+/).filter((each) => each !== "") } }),
    onSuccess: async () => {
      setOrigins("");
      await forget("/api/auth/keys");
    },
  });
  const make = (event: SyntheticEvent) => {
    event.preventDefault();
    made.mutate();
  };
  return (
    <Panel title="Storefront keys" answer={answer} csv={address("/api/auth/keys.csv")} explain={{ words: "What the shop's own pages send. Everybody can read it there: it counts for the origins it names, opens recommendations, feedback and events alone, and how often it may ask is bounded." }}>
      {({ items }) => (
        <>
          <form className="controls" onSubmit={make}>
            <TextInput label="Origins of the shop's pages" placeholder="https://shop.example" w={320} required value={origins} onChange={({ currentTarget: { value } }) => setOrigins(value)} />
            <Button type="submit" loading={made.isPending}>
              Make a key
            </Button>
          </form>
          {made.data !== undefined && <Once name={`Key ${made.data.key_id} for ${made.data.origins.join(", ")}; name them in ALLOWED_ORIGINS too`} text={made.data.key} />}
          {made.error !== null && <Wrong error={made.error} />}
          {items.length === 0 ? (
            <p className="dim">There is none yet.</p>
          ) : (
            <DataTable
              caption="Storefront keys"
              rows={items}
              id={(key) => key.key_id}
              columns={[
                { name: "Key", cell: (key) => key.key_id },
                { name: "Pages of", cell: (key) => key.origins.join(", ") },
                { name: "Since", wide: true, cell: (key) => moment(key.created_at, "full", zone) },
                { name: "Take back", cell: (key) => <TakeBack of={key} /> },
              ]}
            />
          )}
        </>
      )}
    </Panel>
  );
}

function TakeBack({ of: key }: { of: Key }) {
  const forget = useForget();
  const sent = useMutation({
    mutationFn: () => ask("delete", "/api/auth/keys/{key_id}", { path: { key_id: key.key_id } }),
    onSuccess: () => forget("/api/auth/keys"),
  });
  return (
    <>
      <button type="button" className="tool" disabled={sent.isPending} onClick={() => sent.mutate()} aria-label={`Revoke key ${key.key_id}`}>
        Revoke
      </button>
      <Refused error={sent.error} />
    </>
  );
}
