type Cell = string | number;

/** Lines up in a terminal too. The first column holds names, the others values. */
export function writeTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [head, ...rows.map((row) => row.map(writeCell))];
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)));
  const align = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const [titles = "", ...lines] = texts.map((row) => `| ${row.map(align).join(" | ")} |`);
  const rules = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [titles, `| ${rules.join(" | ")} |`, ...lines, ""].join("\n");
}

function writeCell(cell: Cell): string {
  return typeof cell === "number" ? writeNumber(cell) : cell;
}

export function writeNumber(number: number): string {
  return number.toLocaleString("en-US");
}
