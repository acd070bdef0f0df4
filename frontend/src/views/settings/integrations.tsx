import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ApiError, ask } from "../../api/client";
import { count, moment } from "../../app/format";
import { useZone } from "../../app/live";
import { useMay } from "../../app/session";

interface Tested {
  ok: boolean;
  detail: string;
}
interface Integration {
  name: string;
  what: string;
  command: string;
  scope: string;
  test: (zone: string | undefined) => Promise<Tested>;
}

const INTEGRATIONS: readonly Integration[] = [
  {
    name: "Mailchimp",
    what: "Segments are exported to an audience.",
    command: "shopsight connect mailchimp --audience ID",
    scope: "segments:write",
    test: () => ask("post", "/api/segments/targets/{target}/test", { path: { target: "mailchimp" } }),
  },
  {
    name: "Klaviyo",
    what: "Segments are exported to an account.",
    command: "shopsight connect klaviyo",
    scope: "segments:write",
    test: () => ask("post", "/api/segments/targets/{target}/test", { path: { target: "klaviyo" } }),
  },
  {
    name: "Slack",
    what: "The morning digest, with buttons.",
    command: "shopsight connect slack --channel C0123456789",
    scope: "inventory:write",
    test: async () => {
      const said = await ask("post", "/api/inventory/channels/slack/test", { idempotencyKey: crypto.randomUUID() });
      return { ok: said.delivered, detail: said.detail };
    },
  },
  {
    name: "E-mail",
    what: "The morning digest as a mail.",
    command: "shopsight connect email --sender ADDRESS",
    scope: "inventory:write",
    test: async () => {
      const said = await ask("post", "/api/inventory/channels/email/test", { idempotencyKey: crypto.randomUUID() });
      return { ok: said.delivered, detail: said.detail };
    },
  },
  {
    name: "Shopify",
    what: "Orders, products, stock and customers come as webhooks; the test compares with Shopify, and takes what no webhook told.",
    command: "shopsight connect shopify --shop NAME.myshopify.com",
    scope: "data:write",
    test: async (zone) => {
      const said = await ask("post", "/api/ingest/shopify/reconcile");
      const missed = said.kinds.reduce((sum, each) => sum + each.missed, 0);
      return { ok: true, detail: `${said.shop}, compared until ${moment(said.compared_until, "time", zone)}: ${count(missed)} changes were missed${said.notes.length === 0 ? "" : `; ${said.notes.join("; ")}`}.` };
    },
  },
  {
    name: "Lightspeed",
    what: "Outlets, products, customers, sales and stock are read; the test brings over what is new.",
    command: "shopsight connect lightspeed --domain PREFIX",
    scope: "data:write",
    test: async () => {
      const said = await ask("post", "/api/ingest/lightspeed/sync");
      const read = said.entities.reduce((sum, each) => sum + each.read, 0);
      return { ok: true, detail: `${said.retailer ?? said.domain_prefix}: ${count(read)} items read, ${count(said.set_aside)} set aside.` };
    },
  },
  {
    name: "Storefront",
    what: "The shop's pages send what visitors do, and show recommendations; the test looks when the last event came.",
    command: "shopsight keys create --origin https://shop.example",
    scope: "figures:read",
    test: async () => {
      const said = await ask("get", "/api/revenue/funnel", { query: { window: "7d" } });
      return said.web_until === null ? { ok: false, detail: "no event came in the last seven days. docs/storefront.md says what the pages need." } : { ok: true, detail: `the last event came ${moment(said.web_until, "full", said.time_zone)}.` };
    },
  },
];

/** What the suite is connected with, each with a button that tries it. */
export function Integrations() {
  return (
    <>
      {INTEGRATIONS.map((each) => (
        <One key={each.name} of={each} />
      ))}
    </>
  );
}

/** What is wrong, and what was said of it. */
function told(error: Error): string {
  return error instanceof ApiError ? [error.problem.title, error.problem.detail].filter((each) => each).join(": ") : error.message;
}

function One({ of }: { of: Integration }) {
  const may = useMay(of.scope);
  const zone = useZone();
  const tested = useMutation({ mutationFn: () => of.test(zone) });
  return (
    <section className="panel span-6" aria-label={of.name}>
      <h2>{of.name}</h2>
      <p>{of.what}</p>
      <p className="dim">
        To connect it: <code>.venv/bin/{of.command}</code>
      </p>
      <p className="row">
        <Button variant="default" disabled={!may} loading={tested.isPending} onClick={() => tested.mutate()} aria-label={`Test ${of.name}`}>
          Test
        </Button>
        <span role="status" className={tested.data?.ok === true ? "done" : ""}>
          {tested.data === undefined ? (may ? "" : "Your role may not test it.") : `${tested.data.ok ? "It works" : "It does not work"}: ${tested.data.detail}`}
        </span>
        {tested.error !== null && (
          <span role="alert" className="problem">
            {told(tested.error)}
          </span>
        )}
      </p>
      {(tested.error !== null || tested.data?.ok === false) && <p className="dim">Once the cause is mended, or it is connected anew by the command above, test it again.</p>}
    </section>
  );
}
