import {
  type ActionResponse,
  type Depths,
  type FaultRequest,
  type ServiceView,
  serviceNames,
} from "../protocol.ts";
import { byId } from "./element.ts";

interface StoresEvents {
  readonly onSwitch: (request: FaultRequest) => Promise<ActionResponse>;
  readonly onRelay: () => Promise<ActionResponse>;
}

export interface StoresPanel {
  readonly showDepths: (depths: Depths) => void;
  readonly showServices: (services: readonly ServiceView[]) => void;
  readonly toggle: (name: ServiceView["name"]) => void;
  readonly relay: () => void;
}

const depthIds = {
  events: "depth-events",
  deadLetters: "depth-dead-letters",
  quarantine: "depth-quarantine",
  deferred: "depth-outbox",
} as const satisfies Record<keyof Depths, string>;

/** How much waits where, and the two stores that can be switched off. What they show is what the server says. */
export function createStoresPanel({ onSwitch, onRelay }: StoresEvents): StoresPanel {
  const switchOf = (name: ServiceView["name"]) => byId(`switch-${name}`, HTMLButtonElement);
  const toggle = (service: ServiceView["name"]) =>
    void onSwitch({ service, isUp: switchOf(service).ariaChecked !== "true" });
  const relay = () => void onRelay();
  for (const name of serviceNames) switchOf(name).addEventListener("click", () => toggle(name));
  byId("relay", HTMLButtonElement).addEventListener("click", relay);
  return {
    toggle,
    relay,
    showDepths,
    showServices(services) {
      for (const { name, isUp } of services) switchOf(name).ariaChecked = String(isUp);
    },
  };
}

function showDepths({ events, deadLetters, quarantine, deferred }: Depths): void {
  const depths = { events, deadLetters, quarantine, deferred };
  for (const name of ["events", "deadLetters", "quarantine", "deferred"] as const) {
    const place = byId(depthIds[name], HTMLElement);
    const depth = depths[name];
    place.textContent = depth === undefined ? "?" : depth.toLocaleString("en");
    place.title = depth === undefined ? "cannot be told at the moment" : "";
    place.dataset.isEmpty = String(depth === 0);
  }
}
