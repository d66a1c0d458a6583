import type { DepthName, ServiceName, StoresView } from "../protocol.ts";
import type { Standing } from "./outcomes.ts";
import { Switch } from "./switch.tsx";

interface Props {
  readonly stores: StoresView | undefined;
  readonly onSwitch: (service: ServiceName, isUp: boolean) => void;
  readonly onRelay: () => void;
}

/** How much waits where, and a switch for each store. It shows what the server says. */
export function StoresPanel({ stores, onSwitch, onRelay }: Props) {
  const depth = (name: DepthName, label: string) => (
    <Depth name={name} label={label} depth={stores?.depths[name]} />
  );
  const store = (service: ServiceName, key: string) => {
    const isUp = stores?.isUp[service] ?? true;
    return (
      <Switch
        labelledBy={`${service}-title`}
        isOn={isUp}
        shortcut={key}
        onClick={() => onSwitch(service, !isUp)}
      />
    );
  };
  return (
    <>
      <fieldset class="store" aria-labelledby="queue-title">
        <h2 id="queue-title">Queue</h2>
        {store("queue", "Q")}
        <dl class="depths">
          {depth("events", "events")}
          {depth("deadLetters", "dead letters")}
        </dl>
      </fieldset>
      <fieldset class="store" aria-labelledby="table-title">
        <h2 id="table-title">Table</h2>
        {store("table", "T")}
        <dl class="depths">{depth("outbox", "outbox")}</dl>
        <button type="button" class="action" aria-keyshortcuts="O" onClick={onRelay}>
          Relay outbox
        </button>
      </fieldset>
      <fieldset class="store" aria-labelledby="quarantine-title">
        <h2 id="quarantine-title">Quarantine</h2>
        <dl class="depths">{depth("quarantine", "held")}</dl>
      </fieldset>
    </>
  );
}

/** What waits has the tone of its outcome. */
const depthOutcomes: Readonly<Record<DepthName, Standing | undefined>> = {
  events: undefined,
  deadLetters: "failed",
  quarantine: "quarantined",
  outbox: "deferred",
};

interface DepthProps {
  readonly name: DepthName;
  readonly label: string;
  readonly depth: number | undefined;
}

function Depth({ name, label, depth }: DepthProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd
        data-outcome={depth === 0 ? "waiting" : depthOutcomes[name]}
        title={depth === undefined ? "unknown" : undefined}
      >
        {depth?.toLocaleString("en") ?? "?"}
      </dd>
    </div>
  );
}
