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
const maxLines = 2000;

/** Deeper than that, a narrow screen has no room for indentation. */
const maxIndented = 10;

/** Deeper than any vendor's. A stranger's two thousand brackets in a row would take a browser's tab to its end. */
const maxDrawn = 64;

interface Drawing extends JsonViewOptions {
  linesLeft: number;
}

/** Where a value stands: what is before it, and whether a comma follows. */
interface Place {
  readonly path: string;
  readonly depth: number;
  readonly key: string | undefined;
  readonly comma: string;
}

type Members = readonly (readonly [string, unknown])[];

/** A JSON value, a line for each member, as a tree of elements. */
export function jsonView(value: unknown, options: JsonViewOptions = {}): HTMLElement {
  const top = { path: "", depth: 0, key: undefined, comma: "" };
  return element("div", { class: "json" }, drawValue(value, top, { ...options, linesLeft: maxLines }));
}

function drawValue(value: unknown, place: Place, drawing: Drawing): HTMLElement {
  drawing.linesLeft -= 1;
  const mark = drawing.marked?.includes(place.path) ? "marked" : "";
  const members = membersOf(value);
  if (members !== undefined && members.length > 0)
    return element("div", { class: mark }, ...drawBlock(members, Array.isArray(value), place, drawing));
  return element("div", { class: `leaf ${mark}` }, ...label(place), scalar(value), place.comma);
}

/** An object or a list, which can be closed. */
function drawBlock(members: Members, isList: boolean, place: Place, drawing: Drawing): HTMLElement[] {
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const size = element("span", { class: "size" }, ` … ${close} ${sizeOf(members.length, isList)}`);
  const inside = drawMembers(members, isList, place, drawing);
  const details = element(
    "details",
    drawing.closed?.includes(place.path) ? {} : { open: "" },
    element("summary", {}, ...label(place), open, size),
    element("div", { class: place.depth < maxIndented ? "block" : "block deep" }, ...inside),
  );
  return [details, element("span", { class: "close" }, `${close}${place.comma}`)];
}

function drawMembers(members: Members, isList: boolean, { path, depth }: Place, drawing: Drawing) {
  if (depth >= maxDrawn) return [element("div", { class: "cut-off" }, "… and more inside")];
  const drawn: Child[] = [];
  for (const [index, [key, value]] of members.entries()) {
    if (drawing.linesLeft <= 0) {
      const left = sizeOf(members.length - index, isList);
      return [...drawn, element("div", { class: "cut-off" }, `… and ${left} more`)];
    }
    const place = {
      path: path === "" ? key : `${path}.${key}`,
      depth: depth + 1,
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

function membersOf(value: unknown): Members | undefined {
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
