import { type SourceId, vendors } from "../../../functions/vendors.ts";
import type { LocalFunction, Topology } from "./topology.ts";

type Stack = Pick<Topology, "routes" | "functions" | "outputs">;

/** Finds each source's function by its route. */
export function functionsBySource({ routes, functions }: Stack) {
  return vendors.map(({ id, routes: [path] }): readonly [SourceId, LocalFunction] => {
    const route = routes.find(({ key }) => key === `POST ${path}`);
    return [id, find(functions, route?.functionId)];
  });
}

export function functionsByName(stack: Stack): readonly (readonly [string, LocalFunction])[] {
  const relay = find(stack.functions, stack.outputs.OutboxRelayFunctionName);
  return [...functionsBySource(stack), ["relay", relay]];
}

function find(functions: readonly LocalFunction[], wantedId: string | undefined): LocalFunction {
  const found = functions.find(({ id }) => id === wantedId);
  if (!found) throw new Error(`the template has no function ${wantedId}`);
  return found;
}
