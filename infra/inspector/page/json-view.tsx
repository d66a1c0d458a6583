import type { ComponentChildren, VNode } from "preact";
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
  readonly path: readonly string[];
  readonly label?: ComponentChildren;
  readonly comma: string;
}

/** A JSON value with one line for each member. A person can close objects and lists. */
export function JsonView({ value, ...options }: Options & { readonly value: unknown }) {
  return (
    <div class="json">{drawValue(value, { path: [], comma: "" }, { ...options, linesLeft: maxLines })}</div>
  );
}

function drawValue(value: unknown, place: Place, drawing: Drawing): VNode {
  drawing.linesLeft -= 1;
  const { label, comma } = place;
  const path = place.path.join(".");
  const mark = drawing.marked?.includes(path) ? "marked" : "";
  const isList = Array.isArray(value);
  const members = isList || isRecord(value) ? Object.entries<unknown>(value) : [];
  if (members.length === 0)
    return (
      <div key={path} class={`leaf ${mark}`}>
        {label}
        {drawScalar(value)}
        {comma}
      </div>
    );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return (
    <div key={path} class={mark}>
      <details open={!drawing.closed?.includes(path)}>
        <summary>
          {label}
          {open}
          <span class="quiet">{` … ${close} ${sizeOf(members.length, isList)}`}</span>
        </summary>
        <div class={place.path.length < maxIndented ? "block" : ""}>
          {drawMembers(members, isList, place.path, drawing)}
        </div>
      </details>
      <span class="close">{close + comma}</span>
    </div>
  );
}

type Members = readonly (readonly [string, unknown])[];

function drawMembers(members: Members, isList: boolean, path: readonly string[], drawing: Drawing): VNode[] {
  const drawn: VNode[] = [];
  for (const [key, value] of members) {
    if (drawing.linesLeft <= 0 || path.length >= maxDepth) break;
    const comma = drawn.length === members.length - 1 ? "" : ",";
    drawn.push(drawValue(value, { path: [...path, key], label: isList ? "" : drawKey(key), comma }, drawing));
  }
  const left = members.length - drawn.length;
  if (left > 0) drawn.push(<div class="quiet">{`… and ${sizeOf(left, isList)} more`}</div>);
  return drawn;
}

function sizeOf(length: number, isList: boolean): string {
  return isList ? count(length, "item", "items") : count(length, "field", "fields");
}

function drawKey(key: string): VNode {
  return (
    <>
      <span class="key">{JSON.stringify(key)}</span>
      {": "}
    </>
  );
}

function drawScalar(value: unknown): VNode {
  if (value instanceof NumberText) return <span class="number">{value.text}</span>;
  return <span class={value === null ? "quiet" : typeof value}>{JSON.stringify(value)}</span>;
}
