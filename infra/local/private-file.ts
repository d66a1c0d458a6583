import { writeFileSync } from "node:fs";

/** Owner only: these files hold credentials that can play the vendor. */
export function writePrivateFile(path: string, content: string | object): void {
  const text = typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`;
  writeFileSync(path, text, { mode: 0o600 });
}
