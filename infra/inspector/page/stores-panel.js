import { serviceNames } from "../protocol.ts";
import { byId } from "./element.ts";

const depthIds = {
  events: "depth-events",
  deadLetters: "depth-dead-letters",
  quarantine: "depth-quarantine",
  parked: "depth-parked",
};
/** How much waits where, and the two stores that can be switched off. What they show is what the server says. */
export function createStoresPanel({ onSwitch, onRedrive }) {
  const switchOf = (name) => byId(`switch-${name}`, HTMLButtonElement);
  const toggle = (service) => void onSwitch({ service, isUp: switchOf(service).ariaChecked !== "true" });
  const redrive = () => void onRedrive();
  for (const name of serviceNames) switchOf(name).addEventListener("click", () => toggle(name));
  byId("redrive", HTMLButtonElement).addEventListener("click", redrive);
  return {
    toggle,
    redrive,
    showDepths,
    showServices(services) {
      for (const { name, isUp } of services) switchOf(name).ariaChecked = String(isUp);
    },
  };
}
function showDepths({ events, deadLetters, quarantine, parked }) {
  const depths = { events, deadLetters, quarantine, parked };
  for (const name of ["events", "deadLetters", "quarantine", "parked"]) {
    const place = byId(depthIds[name], HTMLElement);
    const depth = depths[name];
    place.textContent = depth === undefined ? "?" : depth.toLocaleString("en");
    place.title = depth === undefined ? "cannot be told at the moment" : "";
    place.dataset.isEmpty = String(depth === 0);
  }
}
