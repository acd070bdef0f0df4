// The target: how far the shop is on its way to it, or that there is none, with a proposal to take and a form to set another.
import { because, day, element, money, MISSING, percent, shopDay, wholeMoney } from "./wording.js";
import { request } from "./api.js";

const AMOUNT = /^\d{1,15}(\.\d{1,2})?$/;

/** Draws the section from an answer of /api/revenue/current. `ask.may()` says whether the reader sets targets; `ask.changed()` is called when one was set. */
export class Target {
  #section;
  #ask;
  #shown = "";
  #open = false; // while the form is open nothing is drawn over what somebody types

  constructor(section, ask) {
    this.#section = section;
    this.#ask = ask;
  }

  draw(answer) {
    const key = JSON.stringify([answer.target, answer.target_proposal, answer.target_proposal_reason, this.#ask.may()]);
    if (this.#open || key === this.#shown) return;
    this.#shown = key;
    this.#section.replaceChildren(...(answer.target ? this.#reached(answer) : this.#none(answer)));
  }

  /** Forgets what it shows; another shop, or nobody, is to be shown. */
  forget() {
    this.#open = false;
    this.#shown = "";
  }

  #reached(answer) {
    const { attainment, net_amount: goal, net_sales_so_far: so_far, period_start: start, period_end: end, reasons } = answer.target;
    const words = attainment === null ? because(reasons?.attainment ?? reasons?.net_sales_so_far) : `${money(so_far)} so far`;
    const reached = attainment && Math.min(Math.max(attainment.value, 0), 1); // a bar cannot show less than nothing or more than all
    return [
      element("h2", { id: "target-title" }, `Target to ${day(end, "tick")}, ${wholeMoney(goal.amount, goal.currency)}`),
      element("p", { class: "reached" }, element("b", {}, attainment === null ? MISSING : percent(attainment.value)), ` ${words}`),
      attainment === null ? null : element("progress", { max: 1, value: reached, "aria-label": "Share of the target reached" }),
      this.#buttons(answer, null, { amount: goal.amount, start, end }, "Change the target"),
    ].filter(Boolean);
  }

  #none(answer) {
    const proposed = answer.target_proposal;
    const month = monthOf(answer);
    if (!proposed) {
      const why = because(answer.target_proposal_reason);
      return [
        element("h2", { id: "target-title" }, "No target"),
        element("p", {}, `Nobody has set one for today, and last year does not tell what one could be: ${why}.`),
        this.#buttons(answer, null, { amount: "", ...month }, "Set a target"),
      ].filter(Boolean);
    }
    const { net_amount: goal, last_year: before, trend, trend_days: days, period_start: start, period_end: end } = proposed;
    const grown = percent(Math.abs(Math.round((trend.value - 1) * 1000) / 1000));
    return [
      element("h2", { id: "target-title" }, "No target"),
      element(
        "p",
        {},
        element("span", { class: "mark" }, "Proposal"),
        ` ${money(goal)} from ${day(start, "tick")} to ${day(end, "tick")}: ${money(before)} on the same days a year before, and the last ${days} days are ${grown} ${trend.value < 1 ? "below" : "above"} theirs.`,
      ),
      this.#buttons(answer, proposed, { amount: goal.amount, start, end }, "Set another"),
    ].filter(Boolean);
  }

  #buttons(answer, proposed, held, words) {
    if (!this.#ask.may()) return proposed ? element("p", { class: "note" }, "Your role does not set targets.") : null;
    const open = button(words, () => this.#form(answer, held));
    const said = element("span", { class: "note", role: "status" });
    const take =
      proposed &&
      button(
        "Take it",
        async () => {
          take.disabled = true;
          const failed = await this.#save(answer, proposed.net_amount.amount, held);
          take.disabled = false;
          said.textContent = failed ?? "";
        },
        "main",
      );
    return element("p", { class: "buttons" }, take, open, said);
  }

  #form(answer, held) {
    this.#open = true;
    const amount = element("input", { id: "target-amount", inputmode: "decimal", autocomplete: "off", value: held.amount, "aria-describedby": "target-problem" });
    const start = element("input", { id: "target-start", type: "date", value: held.start });
    const end = element("input", { id: "target-end", type: "date", value: held.end });
    const problem = element("p", { class: "problem", id: "target-problem", role: "alert" });
    const save = element("button", { class: "main" }, "Set the target");
    const close = () => {
      this.#open = false;
      this.#shown = "";
      this.draw(answer);
      this.#section.querySelector("button")?.focus();
    };
    const field = (label, input) => element("p", {}, element("label", { for: input.id }, label), input);
    const form = element(
      "form",
      { novalidate: true },
      field(`Net sales, ${answer.currency}`, amount),
      element("div", { class: "days" }, field("From", start), field("to", end)),
      problem,
      element("p", { class: "buttons" }, save, button("Cancel", close)),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const value = amount.value.replace(/[\s,']/g, "");
      const wrong = !AMOUNT.test(value) ? "Write the amount in digits, such as 25000 or 25000.50." : !start.value || !end.value || end.value < start.value ? "Give a first and a last day, in this order." : null;
      amount.setAttribute("aria-invalid", String(!AMOUNT.test(value)));
      save.disabled = wrong === null;
      problem.textContent = wrong ?? (await this.#save(answer, value, { start: start.value, end: end.value })) ?? "";
      save.disabled = false;
    });
    this.#section.replaceChildren(element("h2", { id: "target-title" }, "Set a target"), form);
    amount.focus();
  }

  /** Sets a target; answers what went wrong, or null. */
  async #save(answer, amount, { start, end }) {
    const item = { scope: "shop", period_start: start, period_end: end, net_amount: { amount, currency: answer.currency } };
    const done = await request("/api/revenue/targets", { method: "PUT", body: { items: [item] } });
    if (done.status !== 200) {
      const fields = (done.body?.errors ?? []).map((error) => `${error.field}: ${error.message}`).join("; ");
      return [done.body?.title ?? "The target was not set", done.body?.detail, fields].filter(Boolean).join(". ");
    }
    this.forget();
    await this.#ask.changed();
    this.#section.querySelector("button")?.focus();
    return null;
  }
}

/** The month of the day shown, first and last day. */
function monthOf(answer) {
  const start = shopDay(answer.month_to_date.start, answer.time_zone);
  const [year, month] = start.split("-").map(Number);
  return { start, end: new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) };
}

function button(words, act, kind = "") {
  const made = element("button", { type: "button", class: kind || null }, words);
  made.addEventListener("click", act);
  return made;
}
