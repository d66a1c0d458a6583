import { useRef, useState } from "preact/hooks";
import { type ActionResponse, type Kind, paths, type ServiceName } from "../protocol.ts";

/** Each resolves with a sentence to show, also if it fails. */
export const actions = {
  send: (request: { source: string; example: string; kind: Kind }) => post(paths.send, request),
  replay: (event: string) => post(paths.replay, { event }),
  relay: () => post(paths.relay, {}),
  fault: (service: ServiceName, isUp: boolean) => post(paths.fault, { service, isUp }),
} as const;

async function post(path: string, request: object): Promise<ActionResponse> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(request) });
    return await response.json();
  } catch {
    return { ok: false, text: "The inspector does not answer. Is the intake still running?" };
  }
}

interface ActionResult {
  readonly state?: "pending" | "ok" | "failed";
  readonly text: string;
}

/** The result of the last action. An earlier action that ends later does not replace it. */
export function useActionResult(initialText = "") {
  const [result, setResult] = useState<ActionResult>({ text: initialText });
  const last = useRef<Promise<ActionResponse>>(undefined);
  const show = async (running: Promise<ActionResponse>) => {
    last.current = running;
    setResult(({ text }) => ({ state: "pending", text }));
    const response = await running;
    if (last.current === running) setResult({ state: response.ok ? "ok" : "failed", text: response.text });
    return response;
  };
  return [result, show] as const;
}
