import type { ComponentChildren } from "preact";
import { count } from "./format.ts";
import { isRecord, NumberText } from "./json-reading.ts";

/** A message of 64 KiB may have more members, or nest deeper, than a browser draws well. */
const maxMembers = 500;
const maxDepth = 64;

/** A narrow screen has no room to indent deeper levels. */
const maxIndented = 10;

interface Props {
  readonly value: unknown;
  /** Paths like `data.outcome` to highlight. */
  readonly marked?: readonly string[] | undefined;
  /** Paths that are closed at first. */
  readonly closed?: readonly string[] | undefined;
}

interface Place extends Props {
  readonly path: readonly string[];
  readonly label?: ComponentChildren;
  readonly comma: string;
}

/** A JSON value with one line for each member. A person can close objects and lists. */
export function JsonView(props: Props) {
  return (
    <div class="json">
      <Value {...props} path={[]} comma="" />
    </div>
  );
}

function Value(place: Place) {
  const { value, label, comma, closed } = place;
  const path = place.path.join(".");
  const mark = place.marked?.includes(path) ? "marked" : "";
  const isList = Array.isArray(value);
  const members = isList || isRecord(value) ? Object.entries<unknown>(value) : [];
  if (members.length === 0)
    return (
      <div class={`leaf ${mark}`}>
        {label}
        <Scalar value={value} />
        {comma}
      </div>
    );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return (
    <div class={mark}>
      <details open={!closed?.includes(path)}>
        <summary>
          {label}
          {open}
          <span class="quiet">{` … ${close} ${sizeOf(members.length, isList)}`}</span>
        </summary>
        <div class={place.path.length < maxIndented ? "block" : ""}>
          <Members {...place} members={members} isList={isList} />
        </div>
      </details>
      <span class="close">{close + comma}</span>
    </div>
  );
}

type MembersProps = Place & {
  readonly members: readonly (readonly [string, unknown])[];
  readonly isList: boolean;
};

function Members({ members, isList, path, marked, closed }: MembersProps) {
  const drawn = path.length < maxDepth ? members.slice(0, maxMembers) : [];
  const left = members.length - drawn.length;
  return (
    <>
      {drawn.map(([key, value], index) => (
        <Value
          key={key}
          value={value}
          path={[...path, key]}
          label={!isList && [<span class="key">{JSON.stringify(key)}</span>, ": "]}
          comma={index === members.length - 1 ? "" : ","}
          {...{ marked, closed }}
        />
      ))}
      {left > 0 && <div class="quiet">{`… and ${sizeOf(left, isList)} more`}</div>}
    </>
  );
}

function sizeOf(length: number, isList: boolean): string {
  return isList ? count(length, "item", "items") : count(length, "field", "fields");
}

function Scalar({ value }: { readonly value: unknown }) {
  if (value instanceof NumberText) return <span class="number">{value.text}</span>;
  return <span class={value === null ? "quiet" : typeof value}>{JSON.stringify(value)}</span>;
}
