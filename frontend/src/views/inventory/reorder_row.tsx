import { Input } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { memo, useState } from "react";
import { NavLink } from "react-router";
import { type Answer, ask } from "../../api/client";
import { because, count, day, money, words } from "../../app/format";
import { useForget } from "../../app/queries";
import { linked } from "../../app/range";
import { useMay } from "../../app/session";

type Reorder = Answer<"get", "/api/inventory/reorders">["items"][number];
type Step = "approve" | "order" | "reject" | "withdraw" | "receive";

const NEXT: Record<Reorder["state"], readonly Step[]> = {
  suggested: ["approve", "reject"],
  approved: ["order", "withdraw"],
  ordered: ["receive", "withdraw"],
  received: [],
  rejected: [],
  withdrawn: [],
};
const NAMES: Record<Step, string> = { approve: "Approve", order: "Ordered", reject: "Reject", withdraw: "Withdraw", receive: "All arrived" };

export const ReorderRow = memo(function ReorderRow({ reorder, marked, search }: { reorder: Reorder; marked: boolean; search: URLSearchParams }) {
  const may = useMay("inventory:write");
  const [typed, setTyped] = useState<string | null>(null);
  const forget = useForget();
  const quantity = typed === null ? reorder.quantity : Number(typed);
  const path = { reorder_id: reorder.reorder_id };
  const name = reorder.title ?? reorder.product_id;
  const sent = useMutation({
    mutationFn: async (step: Step) => {
      if (step === "approve") await ask("post", "/api/inventory/reorders/{reorder_id}/approve", { path, body: { quantity } });
      else if (step === "order") await ask("post", "/api/inventory/reorders/{reorder_id}/order", { path, body: {} });
      else if (step === "reject") await ask("post", "/api/inventory/reorders/{reorder_id}/reject", { path, body: {} });
      else if (step === "withdraw") await ask("post", "/api/inventory/reorders/{reorder_id}/withdraw", { path, body: {} });
      else
        await ask("post", "/api/inventory/reorders/{reorder_id}/receive", {
          path,
          body: { quantity: reorder.quantity - reorder.received_quantity, is_all: true },
          idempotencyKey: `all-${reorder.reorder_id}-${reorder.received_quantity}`,
        });
    },
    onSuccess: () => forget("/api/inventory"),
  });
  const amount =
    reorder.unit_cost === null || typed === null || !(quantity > 0)
      ? money(reorder.amount)
      : money({ amount: (Number(reorder.unit_cost.amount) * quantity).toFixed(2), currency: reorder.unit_cost.currency });
  return (
    <tr data-marked={marked ? true : undefined}>
      <td>
        <NavLink to={linked(`/inventory/products/${encodeURIComponent(reorder.product_id)}`, search)}>{name}</NavLink>
        <div className="dim wide">
          arrives in {count(reorder.lead_time_days)} days ({words(reorder.lead_time_from).toLowerCase()})
        </div>
      </td>
      <td className="wide">{reorder.location_id ?? "all"}</td>
      <td className="wide nowrap">{day(reorder.order_by, "day")}</td>
      <td className="number wide">{count(reorder.suggested_quantity)}</td>
      <td className="number">
        {may && reorder.state === "suggested" ? (
          // Plain: fifty fields that format numbers are a third of what this view takes.
          <Input aria-label={`Quantity of ${name}`} type="text" size="xs" w={64} inputMode="numeric" value={typed ?? reorder.quantity} onChange={({ currentTarget: { value } }) => setTyped(value)} />
        ) : (
          `${count(reorder.quantity)}${reorder.received_quantity > 0 ? ` (${count(reorder.received_quantity)} here)` : ""}`
        )}
      </td>
      <td className="number" title={reorder.amount === null ? because(reorder.reasons.amount) : undefined}>
        {amount}
      </td>
      <td>
        <span className="decide">
          {may &&
            NEXT[reorder.state].map((step) => (
              <button
                key={step}
                type="button"
                className="tool"
                disabled={sent.isPending || (step === "approve" && !(quantity > 0))}
                onClick={() => sent.mutate(step)}
                aria-label={`${NAMES[step]}: ${name}`}
              >
                {NAMES[step]}
              </button>
            ))}
          {(!may || NEXT[reorder.state].length === 0) && <span className="tag">{words(reorder.state)}</span>}
          {sent.error !== null && (
            <span role="alert" className="problem">
              {sent.error.message}
            </span>
          )}
        </span>
      </td>
    </tr>
  );
});
