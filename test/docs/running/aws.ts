import { createServer } from "node:http";
import { close, listen, loopback } from "../../../infra/local/listen.ts";
import { startMoto } from "../../support/moto.ts";
import { isInstalled } from "../../support/tools.ts";

/** What stands in for AWS beside the local stack. */
export interface StandInAws {
  /** Nothing is allowed there. */
  readonly refusingUrl: string;
  /** Undefined if nobody needs it, or if it is not installed. */
  readonly motoUrl: string | undefined;
  readonly stop: () => Promise<void>;
}

export async function startAws(needsMoto: boolean): Promise<StandInAws> {
  const server = createServer((_, response) => {
    response.writeHead(403, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ __type: "AccessDeniedException", message: "nothing is allowed" }));
  });
  const moto = needsMoto && (await isInstalled("moto_server")) ? await startMoto() : undefined;
  const port = await listen(server, 0, "a refusing AWS");
  return {
    refusingUrl: `http://${loopback}:${port}`,
    motoUrl: moto?.url,
    async stop() {
      await moto?.stop();
      await close(server);
    },
  };
}
