import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/client";
import { count, moment, words } from "../../app/format";
import { useZone } from "../../app/live";
import { useForget } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { FileOf } from "../../parts/file_of";
import { Wrong } from "../../parts/states";
import { bodyOf, type Draft, draftsOf, earlier, type Kept, type Kind, KINDS, SURFACES } from "./drafts";

type Preview = NonNullable<Kept["preview"]>;

/** Change the rules: first see what lists of real customers would become, then keep. */
export function EditRules({ kept }: { kept: Kept }) {
  const [rows, setRows] = useState<readonly Draft[]>(() => draftsOf(kept));
  const zone = useZone();
  const forget = useForget();
  const tried = useMutation({ mutationFn: (changed: readonly Draft[]) => ask("put", "/api/recommendations/v2/rules", { query: { preview: "1" }, body: bodyOf(changed, kept.version) }) });
  const sent = useMutation({
    mutationFn: () => ask("put", "/api/recommendations/v2/rules", { body: bodyOf(rows, kept.version) }),
    onSuccess: () => forget("/api/recommendations/v2"),
  });
  const isChanged = JSON.stringify(rows) !== JSON.stringify(draftsOf(kept));
  const take = (changed: readonly Draft[]) => {
    setRows(changed);
    tried.reset(); // what was seen is not what would be kept any more
    sent.reset();
  };
  return (
    <section className="panel" aria-labelledby="edit-title">
      <h2 id="edit-title">Change the rules</h2>
      <Add add={(draft) => take([...rows, draft])} />
      {rows.length > 0 && (
        <DataTable
          caption="Rules as they would be"
          rows={rows}
          id={(each) => `${String(rows.indexOf(each))} ${each.kind} ${each.product} ${each.then} ${each.surface ?? ""}`}
          columns={[
            { name: "Rule", cell: (each) => KINDS[each.kind] },
            { name: "Product", cell: (each) => (each.kind === "cross_sell" ? `${each.product}, then ${each.then}` : each.product) },
            { name: "Page", wide: true, cell: (each) => (each.surface === null ? "all" : words(each.surface)) },
            { name: "Until", wide: true, cell: (each) => (each.until === null ? "–" : moment(each.until, "full", zone)) },
            {
              name: "",
              cell: (each) => (
                <span className="decide">
                  {each.kind === "pins" && (
                    <button type="button" className="tool" aria-label={`Earlier: ${each.product}`} disabled={rows[0] === each} onClick={() => take(earlier(rows, each))}>
                      ▲
                    </button>
                  )}
                  <button type="button" className="tool" aria-label={`Take away: ${KINDS[each.kind]} ${each.product}`} onClick={() => take(rows.filter((other) => other !== each))}>
                    Take away
                  </button>
                </span>
              ),
            },
          ]}
        />
      )}
      <p className="row">
        {rows.length > 0 && <FileOf title="Rules as they would be" name="rules.csv" rows={[["rule", "product", "then", "page", "from", "until", "note"], ...rows.map((each) => [each.kind, each.product, each.then, each.surface, each.from, each.until, each.note])]} />}
        <Button variant="default" loading={tried.isPending} disabled={!isChanged} onClick={() => tried.mutate(rows)}>
          See what it would do
        </Button>
        <Button loading={sent.isPending} disabled={!isChanged || tried.data === undefined} onClick={() => sent.mutate()}>
          Keep the rules
        </Button>
        {isChanged && tried.data === undefined && <span className="dim">Look first, then keep.</span>}
      </p>
      {tried.error !== null && <Wrong error={tried.error} />}
      {sent.error !== null && <Wrong error={sent.error} />}
      {tried.data?.preview !== null && tried.data?.preview !== undefined && <Seen preview={tried.data.preview} />}
    </section>
  );
}

function Add({ add }: { add: (draft: Draft) => void }) {
  const [kind, setKind] = useState<Kind>("pins");
  const [product, setProduct] = useState("");
  const [then, setThen] = useState("");
  const [surface, setSurface] = useState("");
  const [until, setUntil] = useState("");
  const [note, setNote] = useState("");
  return (
    <form
      className="controls"
      onSubmit={(event) => {
        event.preventDefault();
        add({
          kind,
          product: product.trim(),
          then: kind === "cross_sell" ? then.trim() : "",
          surface: kind === "cross_sell" ? null : (SURFACES.find((each) => each === surface) ?? null),
          from: null,
          until: until === "" ? null : new Date(`${until}T00:00:00`).toISOString(),
          note: note.trim() === "" ? null : note.trim(),
        });
        setProduct("");
        setThen("");
        setNote("");
      }}
    >
      <NativeSelect
        label="Rule"
        value={kind}
        data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) => setKind(value === "bans" ? "bans" : value === "cross_sell" ? "cross_sell" : "pins")}
      />
      <TextInput label={kind === "cross_sell" ? "Who has this product's id" : "Product's id"} required value={product} onChange={({ currentTarget: { value } }) => setProduct(value)} />
      {kind === "cross_sell" ? (
        <TextInput label="is shown this one" required value={then} onChange={({ currentTarget: { value } }) => setThen(value)} />
      ) : (
        <NativeSelect label="Page" value={surface} data={[{ value: "", label: "all" }, ...SURFACES.map((value) => ({ value, label: words(value) }))]} onChange={({ currentTarget: { value } }) => setSurface(value)} />
      )}
      <TextInput type="date" label="Until, if it ends" value={until} onChange={({ currentTarget: { value } }) => setUntil(value)} />
      <TextInput label="Note" maxLength={300} value={note} onChange={({ currentTarget: { value } }) => setNote(value)} />
      <Button type="submit" variant="default">
        Add
      </Button>
    </form>
  );
}

function Seen({ preview: { lists, changed, notes, examples } }: { preview: Preview }) {
  return (
    <div role="status">
      <p>
        Of {count(lists)} lists {count(changed)} would change.
      </p>
      {examples.length > 0 && <FileOf title="Lists that would change" name="lists-that-would-change.csv" rows={[["customer", "page", "come_in", "go_out", "move"], ...examples.map((each) => [each.customer, each.surface, each.added.join(" "), each.removed.join(" "), each.moved.length])]} />}
      {notes.map((note) => (
        <p key={note} className="problem">
          {note}
        </p>
      ))}
      {examples.length > 0 && (
        <DataTable
          caption="Lists that would change"
          rows={examples}
          id={(each) => each.customer + each.surface}
          tall={260}
          columns={[
            { name: "Customer", cell: (each) => each.customer },
            { name: "Page", cell: (each) => words(each.surface) },
            { name: "Come in", cell: (each) => each.added.join(", ") || "–" },
            { name: "Go out", cell: (each) => each.removed.join(", ") || "–" },
            { name: "Move", wide: true, cell: (each) => count(each.moved.length) },
          ]}
        />
      )}
    </div>
  );
}
