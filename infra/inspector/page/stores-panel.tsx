import type { ConsumerView, ServiceName, StoresView } from "../protocol.ts";
import { type Fact, Facts } from "./facts.tsx";
import { looks } from "./outcomes.ts";
import { Switch } from "./switch.tsx";

interface Props {
  readonly stores: StoresView | undefined;
  readonly onSwitch: (service: ServiceName, isUp: boolean) => void;
  readonly onRelay: () => void;
}

/** The tone shows that something waits. */
const tones = {
  events: "inherit",
  "dead letters": looks.failed.tone,
  outbox: looks.deferred.tone,
  held: looks.quarantined.tone,
} as const;

const unread: ConsumerView = { id: "", events: undefined, deadLetters: undefined };

function factOf(name: keyof typeof tones, depth: number | undefined, label: string = name): Fact {
  const color = depth ? tones[name] : "inherit";
  return [label, <span style={{ color }}>{depth?.toLocaleString("en") ?? "?"}</span>];
}

/** How much waits where, and a switch for each store. It shows what the server says. */
export function StoresPanel({ stores, onSwitch, onRelay }: Props) {
  const toggle = (service: ServiceName, key: string) => {
    const isOn = stores?.isUp[service] ?? true;
    const names = { "aria-labelledby": service, "aria-keyshortcuts": key };
    return <Switch {...names} isOn={isOn} onClick={() => onSwitch(service, !isOn)} />;
  };
  const consumers = stores?.consumers ?? [unread];
  const eventsLabel = (id: string) => (consumers.length > 1 ? id : "events");
  return (
    <div class="stores">
      <fieldset class="store" aria-labelledby="queue">
        <h2 id="queue">Queue</h2>
        {toggle("queue", "Q")}
        {consumers.map(({ id, events, deadLetters }) => (
          <Facts
            key={id}
            kind="depths"
            facts={[factOf("events", events, eventsLabel(id)), factOf("dead letters", deadLetters)]}
          />
        ))}
      </fieldset>
      <fieldset class="store" aria-labelledby="table">
        <h2 id="table">Table</h2>
        {toggle("table", "T")}
        <Facts kind="depths" facts={[factOf("outbox", stores?.depths.outbox)]} />
        <button type="button" class="action" aria-keyshortcuts="O" onClick={onRelay}>
          Relay outbox
        </button>
      </fieldset>
      <fieldset class="store" aria-labelledby="quarantine">
        <h2 id="quarantine">Quarantine</h2>
        <Facts kind="depths" facts={[factOf("held", stores?.depths.quarantine)]} />
      </fieldset>
    </div>
  );
}
