import { paths } from "../protocol.ts";
/** What a person can ask the inspector for; each resolves in any case, with a sentence to show. */
export const actions = {
  send: (request) => ask(paths.send, request),
  replay: (request) => ask(paths.replay, request),
  redrive: () => ask(paths.redrive, {}),
  fault: (request) => ask(paths.fault, request),
};
async function ask(path, request) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const answer = await response.json();
    return answer;
  } catch {
    return { ok: false, text: "The inspector does not answer. Is the intake still running?" };
  }
}
