import { useRef, useState } from "preact/hooks";
import {
  type ActionResponse,
  type FaultRequest,
  paths,
  type ReplayRequest,
  type SendRequest,
} from "../protocol.ts";

/** Each resolves with a sentence to show, also if it fails. */
export const actions = {
  send: (request: SendRequest) => post(paths.send, request),
  replay: (request: ReplayRequest) => post(paths.replay, request),
  relay: () => post(paths.relay, {}),
  fault: (request: FaultRequest) => post(paths.fault, request),
} as const;

async function post(path: string, request: object): Promise<ActionResponse> {
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

interface ActionResult {
  readonly state: "pending" | "ok" | "failed" | undefined;
  readonly text: string;
}

/** The result of the last action. An earlier action that ends later does not replace it. */
export function useActionResult(initialText = "") {
  const [result, setResult] = useState<ActionResult>({ state: undefined, text: initialText });
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
