import { count } from "./format.ts";
import { isRecord, NumberText } from "./json-reading.ts";

interface Options {
  /** Paths like `data.outcome` to highlight. */
  readonly marked?: readonly string[];
  /** Paths that are closed at first. */
  readonly closed?: readonly string[];
}

/** A browser draws this many lines at once. A body of 256 KiB may have more. */
const maxLines = 2000;

/** No vendor nests deeper. Thousands of nested elements would crash the tab. */
const maxDepth = 64;

/** A narrow screen has no room to indent deeper levels. */
const maxIndented = 10;

interface Drawing extends Options {
  linesLeft: number;
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly key?: string | undefined;
  readonly comma: string;
}

/** A JSON value with one line for each member. Objects and lists can be closed. */
export function JsonView({ value, ...options }: Options & { readonly value: unknown }) {
  const top = { path: "", depth: 0, comma: "" };
  return <div class="json">{drawValue(value, top, { ...options, linesLeft: maxLines })}</div>;
}

function drawValue(value: unknown, place: Place, drawing: Drawing) {
  drawing.linesLeft -= 1;
  const mark = drawing.marked?.includes(place.path) ? "marked" : "";
  const isBlock =
    (Array.isArray(value) && value.length > 0) || (isRecord(value) && Object.keys(value).length > 0);
  return (
    <div key={place.path} class={isBlock ? mark : `leaf ${mark}`}>
      {isBlock ? drawBlock(value, place, drawing) : drawLeaf(value, place)}
    </div>
  );
}

function drawBlock(value: object, place: Place, drawing: Drawing) {
  const isList = Array.isArray(value);
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return (
    <>
      <details open={!drawing.closed?.includes(place.path)}>
        <summary>
          {drawLabel(place)}
          {open}
          <span class="quiet">
            {` … ${close} `}
            {sizeOf(members.length, isList)}
          </span>
        </summary>
        <div class={place.depth < maxIndented ? "block" : ""}>
          {place.depth < maxDepth ? (
            drawMembers(members, isList, place, drawing)
          ) : (
            <div class="quiet">… and more inside</div>
          )}
        </div>
      </details>
      <span class="close">{close + place.comma}</span>
    </>
  );
}

function drawMembers(
  members: readonly (readonly [string, unknown])[],
  isList: boolean,
  { path, depth }: Place,
  drawing: Drawing,
) {
  const fitting = members.slice(0, drawing.linesLeft);
  const drawn = fitting.map(([key, value], index) => {
    if (drawing.linesLeft <= 0) return undefined;
    const comma = index === members.length - 1 ? "" : ",";
    const place = {
      path: path === "" ? key : `${path}.${key}`,
      depth: depth + 1,
      key: isList ? undefined : key,
      comma,
    };
    return drawValue(value, place, drawing);
  });
  const left = members.length - drawn.filter((line) => line !== undefined).length;
  return [drawn, left > 0 && <div class="quiet">{`… and ${sizeOf(left, isList)} more`}</div>];
}

function sizeOf(length: number, isList: boolean): string {
  return isList ? count(length, "item", "items") : count(length, "field", "fields");
}

function drawLeaf(value: unknown, place: Place) {
  return (
    <>
      {drawLabel(place)}
      {drawScalar(value)}
      {place.comma}
    </>
  );
}

function drawLabel({ key }: Place) {
  return (
    key !== undefined && (
      <>
        <span class="key">{JSON.stringify(key)}</span>:{" "}
      </>
    )
  );
}

function drawScalar(value: unknown) {
  if (value instanceof NumberText) return <span class="number">{value.text}</span>;
  return <span class={value === null ? "quiet" : typeof value}>{JSON.stringify(value)}</span>;
}
