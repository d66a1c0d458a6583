import type { Request } from "./requests.ts";

const maxBody = 4000;

/** A request as a person reads it, its body in JSON's escapes. */
export function describeRequest(request: Request): string {
  const { stage, sender, method, target, headers, body, sourceAddress, certificate } = request;
  const lines = headers.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const text = JSON.stringify(body.bytes.toString("utf8"));
  const shown = text.length > maxBody ? `${text.slice(0, maxBody)}…` : text;
  const description = [
    `${method} ${target}`,
    `  like ${sender}, to the stage ${stage}, from ${JSON.stringify(sourceAddress)}, certificate ${certificate ?? "none"}`,
    ...lines,
    `  ${body.bytes.length} bytes: ${shown}`,
  ];
  return description.join("\n");
}
