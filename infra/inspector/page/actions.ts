import { useRef, useState } from "preact/hooks";
import { type ActionResponse, type Kind, paths, type ServiceName } from "../protocol.ts";
import { readJson } from "./json-reading.ts";

/** Each resolves with a sentence to show, also if it fails. */
export const actions = {
  send: (request: { source: string; example: string; kind: Kind }) => act(paths.send, request),
  replay: (event: string) => act(paths.replay, { event }),
  relay: () => act(paths.relay, {}),
  fault: (service: ServiceName, isUp: boolean) => act(paths.fault, { service, isUp }),
} as const;

function act(path: string, request: object): Promise<ActionResponse> {
  const text = "The inspector does not answer. Is the intake still running?";
  return post(path, request).catch(() => ({ ok: false, text }));
}

export async function post(path: string, request: object) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(request) });
  return readJson(await response.text());
}

/** The result of the last action. An earlier action that ends later does not replace it. */
export function useActionResult(initialText = "") {
  const [result, setResult] = useState<ActionResponse>({ ok: true, text: initialText });
  const last = useRef<Promise<ActionResponse>>(undefined);
  const show = async (running: Promise<ActionResponse>) => {
    last.current = running;
    const response = await running;
    if (last.current === running) setResult(response);
    return response.ok;
  };
  return [result, show] as const;
}
