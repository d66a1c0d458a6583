import {
  type ActionResponse,
  type FaultRequest,
  paths,
  type ReplayRequest,
  type SendRequest,
} from "../protocol.ts";

/** What a person can ask the inspector for; each resolves in any case, with a sentence to show. */
export const actions = {
  send: (request: SendRequest) => ask(paths.send, request),
  replay: (request: ReplayRequest) => ask(paths.replay, request),
  relay: () => ask(paths.relay, {}),
  fault: (request: FaultRequest) => ask(paths.fault, request),
} as const;

async function ask(path: string, request: object): Promise<ActionResponse> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const said: ActionResponse = await response.json();
    return said;
  } catch {
    return { ok: false, text: "The inspector does not answer. Is the intake still running?" };
  }
}
