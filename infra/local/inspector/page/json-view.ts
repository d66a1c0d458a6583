import { type Child, element } from "./element.ts";
import { count } from "./format.ts";
import { isRecord, NumberText } from "./json-reading.ts";

export interface JsonViewOptions {
  /** Paths like `data.outcome` that are easy to find. */
  readonly marked?: readonly string[];
  /** Paths that are closed at first. */
  readonly closed?: readonly string[];
}

/** A body of 256 KiB has more lines than anybody reads, or than a browser draws at once. */
const mostLines = 2000;

interface Drawing extends JsonViewOptions {
  linesLeft: number;
}

/** A member or item: what stands before its value, and whether a comma follows. */
interface Place {
  readonly path: string;
  readonly key: string | undefined;
  readonly comma: string;
}

/** A JSON value, a line for each member, as a tree of elements. */
export function jsonView(value: unknown, options: JsonViewOptions = {}): HTMLElement {
  const drawing: Drawing = { ...options, linesLeft: mostLines };
  return element(
    "div",
    { class: "json" },
    drawValue(value, { path: "", key: undefined, comma: "" }, drawing),
  );
}

function drawValue(value: unknown, place: Place, drawing: Drawing): HTMLElement {
  drawing.linesLeft -= 1;
  const isMarked = drawing.marked?.includes(place.path) ?? false;
  const attributes = { class: isMarked ? "line marked" : "line" };
  const members = membersOf(value);
  if (members === undefined || members.length === 0)
    return element("div", attributes, ...label(place), scalar(value), place.comma);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const inside = drawMembers(members, Array.isArray(value), place.path, drawing);
  const isOpen = !drawing.closed?.includes(place.path);
  const head = element(
    "summary",
    {},
    ...label(place),
    open,
    element("span", { class: "size" }, ` … ${close} ${sizeOf(members.length, Array.isArray(value))}`),
  );
  const block = element(
    "details",
    isOpen ? { open: "" } : {},
    head,
    element("div", { class: "block" }, ...inside),
  );
  return element("div", attributes, block, element("span", { class: "close" }, `${close}${place.comma}`));
}

function drawMembers(
  members: readonly (readonly [string, unknown])[],
  isList: boolean,
  path: string,
  drawing: Drawing,
): Child[] {
  const drawn: Child[] = [];
  for (const [index, [key, value]] of members.entries()) {
    if (drawing.linesLeft <= 0) {
      drawn.push(
        element("div", { class: "cut-off" }, `… and ${sizeOf(members.length - index, isList)} more`),
      );
      break;
    }
    const place = {
      path: path === "" ? key : `${path}.${key}`,
      key: isList ? undefined : key,
      comma: index === members.length - 1 ? "" : ",",
    };
    drawn.push(drawValue(value, place, drawing));
  }
  return drawn;
}

function sizeOf(length: number, isList: boolean): string {
  return isList ? count(length, "item", "items") : count(length, "field", "fields");
}

function membersOf(value: unknown): (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [String(index), item] as const);
  return isRecord(value) ? Object.entries(value) : undefined;
}

function label({ key }: Place): Child[] {
  return key === undefined ? [] : [element("span", { class: "key" }, JSON.stringify(key)), ": "];
}

function scalar(value: unknown): HTMLElement {
  if (value instanceof NumberText) return element("span", { class: "number" }, value.text);
  const kind = value === null || typeof value === "object" ? "null" : typeof value;
  return element("span", { class: kind }, JSON.stringify(value) ?? "");
}
