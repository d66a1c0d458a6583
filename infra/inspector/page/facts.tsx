import type { ComponentChildren } from "preact";

export type Fact = readonly [name: string, value: ComponentChildren, label?: ComponentChildren];

interface Props {
  readonly facts: readonly Fact[];
  readonly kind?: "depths" | "event";
}

/** Names with their values. A fact without a value is not shown. A label stands in the place of a name. */
export function Facts({ facts, kind }: Props) {
  const known = facts.filter(([, value]) => value !== undefined);
  return (
    <dl class={kind ? `${kind} line` : "facts"}>
      {known.map(([name, value, label = name]) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
