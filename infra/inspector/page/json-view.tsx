import type { ComponentChildren } from "preact";
import { isJsonObject } from "../../../lib/json/json.ts";
import { count } from "./format.ts";

/** A message of 64 KiB may have more members, or nest deeper, than a browser draws well. */
const maxMembers = 500;
const maxDepth = 64;

/** A narrow screen has no room to indent deeper levels. */
const maxIndented = 10;

interface Props {
  readonly value: unknown;
  /** The path of a part that is closed at first, like `data.original`. */
  readonly closed?: string | undefined;
}

export function JsonView(props: Props) {
  return (
    <div class="json">
      <Value {...props} path={[]} />
    </div>
  );
}

interface Place extends Props {
  readonly path: readonly string[];
  readonly label?: ComponentChildren;
  readonly comma?: string;
}

function Value({ value, closed, path, label, comma = "" }: Place) {
  const isList = Array.isArray(value);
  const members = isList || isJsonObject(value) ? Object.entries<unknown>(value) : [];
  if (members.length === 0)
    return (
      <div>
        {label}
        <span>{JSON.stringify(value)}</span>
        {comma}
      </div>
    );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const sizeOf = (length: number) => count(length, isList ? "item" : "field");
  const drawn = path.length < maxDepth ? members.slice(0, maxMembers) : [];
  const left = members.length - drawn.length;
  return (
    <>
      <details open={path.join(".") !== closed}>
        <summary>
          {label}
          {open}
          <span class="hint">{` … ${close} ${sizeOf(members.length)}`}</span>
        </summary>
        <div class={path.length < maxIndented ? "block" : ""}>
          {drawn.map(([key, member], index) => (
            <Value
              key={key}
              value={member}
              closed={closed}
              path={[...path, key]}
              label={!isList && [<span class="key">{JSON.stringify(key)}</span>, ": "]}
              comma={index === members.length - 1 ? "" : ","}
            />
          ))}
          {left > 0 && <div class="hint">{`… and ${sizeOf(left)} more`}</div>}
        </div>
      </details>
      <span class="close">{close + comma}</span>
    </>
  );
}
