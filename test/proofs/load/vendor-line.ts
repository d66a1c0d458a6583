import { randomInt, randomUUID } from "node:crypto";
import type { SourceId } from "../../../functions/vendors.ts";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { localTarget } from "../../../infra/simulators/simulator-client.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import type { Sent } from "../kit/account.ts";
import { identityOf } from "../kit/identities.ts";
import { isRepeatable } from "../kit/repeatable.ts";
import { type Connection, type LoadRequest, openConnection } from "./connection.ts";

/** `duplicate`: of a notification that was acknowledged before. `refused`: with a stranger's credentials. */
export const requestKinds = ["new", "duplicate", "refused"] as const;
type RequestKind = (typeof requestKinds)[number];

/** What every connection sends, again and again: 70 % new, 20 % duplicates, 10 % refused. */
const mix: readonly RequestKind[] = "new new duplicate new refused new new duplicate new new"
  .split(" ")
  .flatMap((name) => requestKinds.filter((kind) => kind === name));

/** A request that is written and signed. */
interface Prepared extends LoadRequest {
  readonly kind: RequestKind;
  readonly notification: Written;
}

interface Written {
  readonly content: JsonObject;
  readonly sent: Sent;
}

/** A vendor at its end of one connection. */
export interface VendorLine {
  readonly source: SourceId;
  readonly connection: Connection;
  readonly prepare: () => Promise<Prepared>;
  /** What became of a request: its latency, or what is wrong with the response. */
  readonly deliver: (prepared: Prepared) => Promise<number | string>;
}

/** A duplicate is of one of so many that were acknowledged last: far less than five minutes ago. */
const maxAcknowledged = 100;

/** `offset`: where in the mix it begins, so that not all connections are at the same place. */
export async function openLine(
  source: SourceId,
  endpoints: Endpoints,
  offset: number,
  account: Sent[],
): Promise<VendorLine> {
  const simulator = await loadSimulator(source);
  const target = localTarget(source, endpoints);
  const stranger: unknown = simulator.createCredentials().vendorSide;
  const write = createWriter(source, simulator, account);
  const connection = openConnection(target.tls);
  // Each line repeats its own notifications only, so that no duplicate overtakes the first delivery.
  const acknowledged: Written[] = [];
  let position = offset;
  return {
    source,
    connection,
    async prepare() {
      position += 1;
      const wanted = mix[position % mix.length] ?? "new";
      const old =
        wanted === "duplicate" ? acknowledged[randomInt(Math.max(1, acknowledged.length))] : undefined;
      const kind = wanted === "duplicate" && !old ? "new" : wanted;
      const notification = old ?? write(kind);
      const vendorSide = kind === "refused" ? stranger : target.vendorSide;
      const request = await simulator.createRequest(notification.content, vendorSide, new Date());
      return { ...request, kind, notification, url: `${target.address}${request.path}` };
    },
    async deliver(prepared) {
      const { kind, notification } = prepared;
      try {
        const { status, body, latencyMs } = await connection.send(prepared);
        notification.sent.responses.push(status);
        const isDone = simulator.retry.isDone(status, body);
        if (kind === "new" && isDone) acknowledged.push(notification);
        if (acknowledged.length > maxAcknowledged) acknowledged.shift();
        const isRight = kind === "refused" ? status === 401 : isDone;
        return isRight ? latencyMs : `${source}, ${kind}: answered with ${status}`;
      } catch (error) {
        const isOverdue = error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name);
        notification.sent.responses.push(isOverdue ? "none" : "cut");
        return `${source}, ${kind}: ${String(error)}`;
      }
    },
  };
}

/** The vendor's examples in turn, each time about another subject. None of them can come twice (ADR 8). */
function createWriter(source: SourceId, simulator: Simulator, account: Sent[]) {
  const names = listExamples(source).filter((name) => !isRepeatable(name));
  const examples = names.map((name) => readExample(source, name));
  let count = 0;
  return (requestKind: RequestKind): Written => {
    count += 1;
    const content = simulator.about(examples[count % examples.length] ?? {}, randomUUID());
    const kind = requestKind === "refused" ? "forged" : "understood";
    const identity = identityOf(source, content);
    const sent: Sent = { source, kind, identity, again: false, responses: [], isDone: true };
    account.push(sent);
    return { content, sent };
  };
}
