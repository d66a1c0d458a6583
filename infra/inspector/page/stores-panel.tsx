import type { DepthName, ServiceName, StoresView } from "../protocol.ts";
import { type Fact, Facts } from "./facts.tsx";
import type { Standing } from "./outcomes.ts";

interface Props {
  readonly stores: StoresView | undefined;
  readonly onSwitch: (service: ServiceName, isUp: boolean) => void;
  readonly onRelay: () => void;
}

/** How much waits where, and a switch for each store. It shows what the server says. */
export function StoresPanel({ stores, onSwitch, onRelay }: Props) {
  const fact = (label: string, name: DepthName, outcome?: Standing): Fact => {
    const depth = stores?.depths[name];
    return [label, <span data-outcome={depth && outcome}>{depth?.toLocaleString("en") ?? "?"}</span>];
  };
  const toggle = (service: ServiceName, key: string) => {
    const isUp = stores?.isUp[service] ?? true;
    return <Switch name={service} isOn={isUp} shortcut={key} onClick={() => onSwitch(service, !isUp)} />;
  };
  return (
    <>
      <fieldset class="store" aria-labelledby="queue">
        <h2 id="queue">Queue</h2>
        {toggle("queue", "Q")}
        <Facts
          kind="depths"
          facts={[fact("events", "events"), fact("dead letters", "deadLetters", "failed")]}
        />
      </fieldset>
      <fieldset class="store" aria-labelledby="table">
        <h2 id="table">Table</h2>
        {toggle("table", "T")}
        <Facts kind="depths" facts={[fact("outbox", "outbox", "deferred")]} />
        <button type="button" class="action" aria-keyshortcuts="O" onClick={onRelay}>
          Relay outbox
        </button>
      </fieldset>
      <fieldset class="store" aria-labelledby="quarantine">
        <h2 id="quarantine">Quarantine</h2>
        <Facts kind="depths" facts={[fact("held", "quarantine", "quarantined")]} />
      </fieldset>
    </>
  );
}

interface SwitchProps {
  /** The id of its label. */
  readonly name: string;
  readonly isOn: boolean;
  readonly shortcut?: string;
  readonly onClick: () => void;
}

export function Switch({ name, isOn, shortcut, onClick }: SwitchProps) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={isOn}
      aria-labelledby={name}
      aria-keyshortcuts={shortcut}
      onClick={onClick}
    >
      {isOn ? "on" : "off"}
    </button>
  );
}
