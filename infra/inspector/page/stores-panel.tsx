import type { DepthName, ServiceName, StoresView } from "../protocol.ts";
import { type Fact, Facts } from "./facts.tsx";
import { looks } from "./outcomes.ts";
import { Switch } from "./switch.tsx";

interface Props {
  readonly stores: StoresView | undefined;
  readonly onSwitch: (service: ServiceName, isUp: boolean) => void;
  readonly onRelay: () => void;
}

/** The tone shows that something waits. */
const labels: Readonly<Record<DepthName, readonly [label: string, tone: string]>> = {
  events: ["events", "inherit"],
  deadLetters: ["dead letters", looks.failed.tone],
  outbox: ["outbox", looks.deferred.tone],
  quarantine: ["held", looks.quarantined.tone],
};

/** How much waits where, and a switch for each store. It shows what the server says. */
export function StoresPanel({ stores, onSwitch, onRelay }: Props) {
  const toggle = (service: ServiceName, key: string) => {
    const isOn = stores?.isUp[service] ?? true;
    const names = { "aria-labelledby": service, "aria-keyshortcuts": key };
    return <Switch {...names} isOn={isOn} onClick={() => onSwitch(service, !isOn)} />;
  };
  const factOf = (name: DepthName): Fact => {
    const depth = stores?.depths[name];
    const [label, tone] = labels[name];
    const color = depth ? tone : "inherit";
    return [label, <span style={{ color }}>{depth?.toLocaleString("en") ?? "?"}</span>];
  };
  return (
    <div class="stores">
      <fieldset class="store" aria-labelledby="queue">
        <h2 id="queue">Queue</h2>
        {toggle("queue", "Q")}
        <Facts kind="depths" facts={[factOf("events"), factOf("deadLetters")]} />
      </fieldset>
      <fieldset class="store" aria-labelledby="table">
        <h2 id="table">Table</h2>
        {toggle("table", "T")}
        <Facts kind="depths" facts={[factOf("outbox")]} />
        <button type="button" class="action" aria-keyshortcuts="O" onClick={onRelay}>
          Relay outbox
        </button>
      </fieldset>
      <fieldset class="store" aria-labelledby="quarantine">
        <h2 id="quarantine">Quarantine</h2>
        <Facts kind="depths" facts={[factOf("quarantine")]} />
      </fieldset>
    </div>
  );
}
