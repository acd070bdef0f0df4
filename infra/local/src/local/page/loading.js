// Loading one's own files: choose or drop them, see what would become of them, load them.
import { money, count, day, element } from "./wording.js";
import { sendFiles } from "./sending.js";

const MOST_FILES = 200; // what the door takes at once
const ENDINGS = ".csv,.tsv,.txt,.gz,.parquet";
const TABLES =
  /^(sales|products|product_components|suppliers|customers|stock_counts|purchase_orders|receipts|promotions|content|targets|web_events)(?!_export)[\W_\d]*(\.|$)/i;
const FORMATS = {
  shopify: ["Shopify exports", "orders, products, inventory, customers, as Shopify exports them"],
  canonical: ["Files named after the tables", "sales.csv, products.csv, customers.csv… with the columns of the same names"],
};
const PROBLEMS = {
  400: "The files cannot be sent like this",
  401: "You are signed out",
  403: "Your role does not load data",
  408: "The files did not come through",
  409: "Another load is running",
  413: "That is too much at once",
  415: "The files cannot be sent like this",
  422: "These files cannot be loaded as they are",
};

/** The dialog over the page. `who()` says who is signed in; `loaded()` is called when the shop has new data, `signedOut()` when nobody is signed in any more. */
export class Loading {
  #box;
  #ask;
  #files = new Map(); // by name: the same name again replaces the file
  #format = null; // null: by the names of the files
  #work = null; // while files are under way: what breaks it off

  constructor(box, ask) {
    this.#box = box;
    this.#ask = ask;
    box.addEventListener("cancel", (event) => this.#work && event.preventDefault()); // Escape does not lose a load
    box.addEventListener("close", () => this.#files.clear());
    for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => this.#dropped(event));
  }

  /** Opens it, to choose files. */
  open() {
    if (!this.#box.open) this.#box.showModal();
    if (!this.#work) this.#choose();
  }

  async #dropped(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // else the browser leaves the page and shows the file
    if (event.type !== "drop" || this.#work) return;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = entries.length ? (await Promise.all(entries.map(filesIn))).flat() : [...event.dataTransfer.files];
    this.open();
    this.#add(files);
  }

  #add(files) {
    for (const file of files) this.#files.set(file.name, file);
    this.#choose(files.length ? null : "There is no file in what was dropped.", "#load-check");
  }

  #choose(problem = null, focused = "#load-files") {
    const who = this.#ask.who();
    if (who && !who.scopes.includes("data:write")) {
      const role = `You are signed in as ${who.role}. Loading data needs the role owner or admin (the scope data:write).`;
      return this.#draw(title("Your role does not load data"), element("p", {}, role), buttons(this.#button("Close", () => this.#box.close())));
    }
    const input = element("input", { type: "file", id: "load-files", multiple: true, accept: ENDINGS, "aria-describedby": "load-hint" });
    input.addEventListener("change", () => this.#add([...input.files]));
    this.#draw(
      title("Load your own files"),
      element(
        "div",
        { class: "drop" },
        element("label", { for: "load-files" }, "Choose files, or drop them here"),
        input,
        element("p", { class: "note", id: "load-hint" }, "CSV (also .csv.gz) or Parquet, as many as belong together. First you are told what would be loaded; nothing is changed by that."),
      ),
      this.#files.size ? this.#list() : null,
      this.#files.size ? this.#formats() : null,
      problem ? element("p", { class: "problem", role: "alert" }, problem) : null,
      buttons(
        this.#button("Check these files", () => this.#send(true), { id: "load-check", class: "main" }),
        this.#button("Close", () => this.#box.close()),
      ),
    );
    this.#box.querySelector(this.#files.size ? focused : "#load-files")?.focus();
  }

  #list() {
    const rows = [...this.#files.values()].map((file) => {
      const away = this.#button("Remove", () => {
        this.#files.delete(file.name);
        this.#choose();
      });
      away.setAttribute("aria-label", `Remove ${file.name}`);
      return element("li", {}, element("span", {}, file.name), element("span", { class: "muted" }, size(file.size)), away);
    });
    const whole = [...this.#files.values()].reduce((sum, file) => sum + file.size, 0);
    const said = `${count(this.#files.size)} ${this.#files.size === 1 ? "file" : "files"}, ${size(whole)}`;
    return element("div", {}, element("p", { class: "muted", role: "status" }, said), element("ul", { class: "files" }, rows));
  }

  #formats() {
    const chosen = this.#chosenFormat();
    const options = Object.entries(FORMATS).map(([name, [label, hint]]) => {
      const radio = element("input", { type: "radio", name: "load-format", value: name, checked: name === chosen });
      radio.addEventListener("change", () => (this.#format = name));
      return element("label", {}, radio, element("span", {}, element("b", {}, label), element("span", { class: "note" }, ` ${hint}`)));
    });
    return element("fieldset", {}, element("legend", {}, "What they are"), options);
  }

  #chosenFormat() {
    return this.#format ?? ([...this.#files.keys()].every((name) => TABLES.test(name)) ? "canonical" : "shopify");
  }

  async #send(dryRun) {
    if (this.#files.size === 0) return this.#choose("Choose at least one file.");
    if (this.#files.size > MOST_FILES) return this.#choose(`At most ${MOST_FILES} files are taken at once.`);
    const stage = element("span", {}, "sending");
    const share = element("span", { class: "muted" });
    const bar = element("progress", { max: 1, "aria-label": "How far it is" });
    this.#work = new AbortController();
    const stop = this.#button("Stop", () => this.#work?.abort());
    this.#draw(
      title(dryRun ? "Checking your files" : "Loading your files"),
      element("p", {}, element("span", { "aria-live": "polite" }, stage), " ", share),
      bar,
      element("p", { class: "note" }, dryRun ? "Nothing is changed by this." : "It is loaded as a whole or not at all: stopped before its end, nothing has changed."),
      buttons(stop),
    );
    const told = (name, done, total) => {
      if (stage.textContent !== name) stage.textContent = name;
      if (total > 0) bar.value = Math.min(done / total, 1);
      else bar.removeAttribute("value");
      share.textContent = total > 0 ? `${Math.floor((Math.min(done, total) / total) * 100)} %` : "";
    };
    const answer = await sendFiles([...this.#files.values()], { format: this.#chosenFormat(), dryRun, told, signal: this.#work.signal });
    this.#work = null;
    if (answer.status === 200) return dryRun ? this.#checked(answer.body) : this.#loaded(answer.body);
    if (answer.status === -1) return this.#choose(dryRun ? null : "Stopped. If the last step was under way, it may be done: check the files again to see.", "#load-check");
    return this.#failed(answer, dryRun);
  }

  #checked(report) {
    const { loaded, known, rejected } = sums(report);
    const nothing = known > 0 && rejected === 0 ? "All of it is there already: there is nothing to load." : "No row of these files can be loaded.";
    this.#draw(
      title(loaded ? "What would be loaded" : "Nothing to load"),
      element("p", {}, loaded ? `${rows(loaded)} would be loaded${rest(known, rejected)}` : nothing),
      ...details(report),
      buttons(
        loaded ? this.#button(`Load ${rows(loaded)}`, () => this.#send(false), { class: "main" }) : null,
        this.#button("Choose other files", () => this.#choose()),
        this.#button("Close", () => this.#box.close()),
      ),
    );
  }

  #loaded(report) {
    const { loaded, known, rejected } = sums(report);
    this.#draw(
      title("Your files are loaded"),
      element("p", {}, `${rows(loaded)} loaded${rest(known, rejected)}`),
      ...details(report),
      buttons(this.#button("Show my shop", () => this.#box.close(), { class: "main" })),
    );
    this.#files.clear();
    this.#ask.loaded();
  }

  #failed({ status, body }, dryRun) {
    const again = [400, 413, 415, 422, 403, 401].includes(status) ? null : this.#button(dryRun ? "Check again" : "Try again", () => this.#send(dryRun), { class: "main" });
    const lost = dryRun
      ? "Nothing was changed. If it breaks off at once every time, the files may be too large to be sent together, or have changed since they were chosen."
      : "The files may be loaded or not. Check them again: what was loaded counts as there already, and loading twice changes nothing.";
    const words = status === 0 ? lost : (body?.detail ?? body?.title ?? `The answer was ${status}.`);
    this.#draw(
      title(status === 0 ? "The connection was lost" : (PROBLEMS[status] ?? body?.title ?? "Something went wrong")),
      element("p", { class: "problem", role: "alert" }, status === 401 ? "Sign in again, then choose the files again. Nothing was changed." : words),
      body?.errors?.length ? element("ul", { class: "notes" }, body.errors.map((error) => element("li", {}, `${error.field}: ${error.message}`))) : null,
      status === 409 ? element("p", {}, "Nothing was changed. Try again when it is done.") : null,
      buttons(
        status === 0 && !dryRun ? this.#button("Check the files again", () => this.#send(true), { class: "main" }) : again,
        status === 401 ? null : this.#button("Choose other files", () => this.#choose()),
        this.#button("Close", () => this.#box.close()),
      ),
    );
    if (status === 401) this.#ask.signedOut();
  }

  #button(words, act, attributes = {}) {
    const button = element("button", { type: "button", ...attributes }, words);
    button.addEventListener("click", act);
    return button;
  }

  #draw(...children) {
    this.#box.replaceChildren(...children.filter((child) => child !== null));
    this.#box.scrollTop = 0;
    this.#box.querySelector("h2")?.focus();
  }
}

const title = (words) => element("h2", { id: "load-title", tabindex: -1 }, words);
const buttons = (...made) => element("p", { class: "buttons" }, made);
const rows = (number) => `${count(number)} ${number === 1 ? "row" : "rows"}`;

function rest(known, rejected) {
  const also = [known ? `${rows(known)} there already` : null, rejected ? `${rows(rejected)} rejected` : null].filter(Boolean);
  return also.length ? `; ${also.join(", ")}.` : ".";
}

function sums(report) {
  const of = (name) => report.tables.reduce((sum, table) => sum + table[name], 0);
  return { loaded: of("loaded"), known: of("known"), rejected: of("rejected") };
}

function size(bytes) {
  const [unit, by] = bytes >= 1e6 ? ["MB", 1e6] : bytes >= 1e3 ? ["kB", 1e3] : ["bytes", 1];
  return `${count(Math.round((bytes / by) * 10) / 10)} ${unit}`;
}

/** What a report says, beside its sums. */
function details(report) {
  const would = report.dry_run ? "would be" : "was";
  return [
    tables(report),
    report.net_amount
      ? element("p", {}, `The new sales lines come to ${money(report.net_amount)} net${report.data_until ? `; the data ${report.dry_run ? "would reach" : "reaches"} to ${day(report.data_until.slice(0, 10), "year")}` : ""}.`)
      : null,
    list("Rejected", report.rejected.map((each) => `${rows(each.rows)} of ${each.table}, ${each.reason.replaceAll("_", " ")}${each.example ? `: ${each.example}` : ""}`), "problem"),
    report.rejected_rows && !report.dry_run ? element("p", {}, element("a", { href: report.rejected_rows, download: true }, "Every rejected row, as a file")) : null,
    list("Loaded, but no sales", report.excluded.map((each) => `${rows(each.rows)} of ${each.reason.replaceAll("_", " ")}: ${money(each.net_amount)}`)),
    list("To know", report.notes),
    element(
      "details",
      {},
      element("summary", {}, "What became of each column"),
      report.files.map((file) =>
        element(
          "div",
          {},
          element("p", {}, element("b", {}, file.name), ` ${would} read as ${file.table}, ${rows(file.rows)}`),
          element("p", { class: "note" }, Object.entries(file.recognised).map(([field, column]) => (field === column ? field : `${field} from ${column}`)).join(", ")),
          file.ignored?.length ? element("p", { class: "note" }, `Nothing is made of: ${file.ignored.join(", ")}`) : null,
        ),
      ),
    ),
  ];
}

function list(name, entries, kind = "") {
  if (entries.length === 0) return null;
  return element("div", {}, element("h3", {}, name), element("ul", { class: `notes ${kind}` }, entries.map((entry) => element("li", {}, entry))));
}

function tables(report) {
  const head = ["Table", "Rows", "New", "Known", "Rejected"].map((name) => element("th", { scope: "col" }, name));
  const body = report.tables.map((table) =>
    element("tr", {}, element("th", { scope: "row" }, table.table), ["read", "loaded", "known", "rejected"].map((name) => element("td", {}, count(table[name])))),
  );
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Rows by table" },
    element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, body)),
  );
}

/** The files of something that was dropped: itself, or what a folder holds, with the folders in it. */
async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (some.length === 0) return found.filter((file) => !file.name.startsWith("."));
    found.push(...(await Promise.all(some.map(filesIn))).flat());
  }
}
