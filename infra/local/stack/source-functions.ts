import { type SourceId, vendors } from "../../../functions/vendors.ts";
import type { LocalFunction, Topology } from "./topology.ts";

/** Finds each source's function by its route. */
export function functionsBySource({
  routes,
  functions,
}: Topology): readonly (readonly [SourceId, LocalFunction])[] {
  return vendors.map(({ id, routes: [path] }) => {
    const route = routes.find((candidate) => candidate.path === path);
    const definition = functions.find(({ id: functionId }) => functionId === route?.functionId);
    if (!definition) throw new Error(`the template has no function for ${path}`);
    return [id, definition] as const;
  });
}

/** The sources' functions and the relay. */
export function functionsByName(topology: Topology): readonly (readonly [string, LocalFunction])[] {
  const bySource = functionsBySource(topology);
  const relay = topology.functions.find(({ id }) => id === topology.outputs.OutboxRelayFunctionName);
  if (!relay) throw new Error("the template has no function that sends what is deferred");
  return [...bySource, ["relay", relay]];
}
