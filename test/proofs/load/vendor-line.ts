import { randomInt, randomUUID } from "node:crypto";
import type { SourceId } from "../../../functions/vendors.ts";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { localTarget, sendRequest } from "../../../infra/simulators/simulator-client.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { SimulatedRequest, Simulator } from "../../../lib/source/simulator.ts";
import type { Sent } from "../kit/account.ts";
import { identityOf } from "../kit/identities.ts";
import { isRepeatable } from "../kit/repeatable.ts";
import { responseTo } from "../kit/response.ts";

/** `duplicate`: of a notification that was acknowledged before. `refused`: with a stranger's credentials. */
export const requestKinds = ["new", "duplicate", "refused"] as const;
type RequestKind = (typeof requestKinds)[number];

/** What every connection sends, again and again: 70 % new, 20 % duplicates, 10 % refused. */
const mix: readonly RequestKind[] = "new new duplicate new refused new new duplicate new new"
  .split(" ")
  .flatMap((name) => requestKinds.filter((kind) => kind === name));

interface Prepared {
  /** Written and signed. */
  readonly request: SimulatedRequest;
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
  // Each line repeats its own notifications only, so that no duplicate overtakes the first delivery.
  const acknowledged: Written[] = [];
  let position = offset;
  return {
    source,
    async prepare() {
      position += 1;
      const wanted = mix[position % mix.length] ?? "new";
      const old =
        wanted === "duplicate" ? acknowledged[randomInt(Math.max(1, acknowledged.length))] : undefined;
      const kind = wanted === "duplicate" && !old ? "new" : wanted;
      const notification = old ?? write(kind);
      const vendorSide = kind === "refused" ? stranger : target.vendorSide;
      const request = await simulator.createRequest(notification.content, vendorSide, new Date());
      return { request, kind, notification };
    },
    async deliver({ kind, notification, request }) {
      const startedAtMs = performance.now();
      const { response, text } = await responseTo(() => sendRequest(target, request));
      const latencyMs = performance.now() - startedAtMs;
      notification.sent.responses.push(response);
      const isDone = typeof response === "number" && simulator.retry.isDone(response, text);
      if (kind === "new" && isDone) acknowledged.push(notification);
      if (acknowledged.length > maxAcknowledged) acknowledged.shift();
      const isRight = kind === "refused" ? response === 401 : isDone;
      return isRight ? latencyMs : `${source}, ${kind}: answered with ${response}`;
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
