// A table of the page as a file, where no service has the same as CSV.

type Cell = string | number | null;

/** Rows as CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front; null is empty. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function FileOf({ title, name, rows }: { title: string; name: string; rows: readonly (readonly Cell[])[] }) {
  const save = () => {
    const file = URL.createObjectURL(new Blob([csvOf(rows)], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = file;
    link.download = name;
    link.click();
    URL.revokeObjectURL(file);
  };
  return (
    <button type="button" className="tool" onClick={save} aria-label={`${title} as CSV`}>
      CSV
    </button>
  );
}
