import { join } from "node:path";
import { localAccount } from "../../../infra/local/stack/intrinsics.ts";
import { freePort, startEngine } from "./engine.ts";

/** Without most of what its server's own extra brings. */
export const motoPackages = ["moto==5.2.1", "flask", "flask-cors"];

export async function startMoto(python: string): Promise<string> {
  const port = await freePort();
  return startEngine(port, python, [join(import.meta.dirname, "start_moto.py"), "-p", String(port)], {
    MOTO_ACCOUNT_ID: localAccount,
  });
}
