import { afterAll, beforeAll } from "vitest";
import { type IntakeOptions, type RunningIntake, startIntake } from "../../infra/local/intake.ts";
import { post } from "../../infra/simulators/post.ts";
import { localSource, localTarget, sendRequest } from "../../infra/simulators/simulator-client.ts";
import { loadSimulator } from "../../infra/simulators/simulators.ts";
import { drainQueue } from "./drain-queue.ts";
import { record } from "./records.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** One running intake for one test file. */
export function useLocalIntake(start: (options: IntakeOptions) => Promise<RunningIntake> = startIntake) {
  const directory = temporaryDirectory();
  const logs: string[] = [];
  let running: RunningIntake | undefined;
  const required = () => {
    if (!running) throw new Error("the intake is not running");
    return running;
  };
  beforeAll(async () => {
    running = await start({
      directory,
      ports: { http: 0, mutualTls: 0, aws: 0 },
      onLog(_, line) {
        logs.push(line);
        record("logs", line);
      },
    });
    for (const vendorSide of Object.values(running.endpoints.secrets))
      for (const secret of Object.values(vendorSide)) record("secrets", secret);
  });
  afterAll(() => running?.stop());
  return {
    /** Where it writes its files. */
    directory,
    running: required,
    logs: (): readonly string[] => logs,
    /** Delivers a body with the vendor's valid credentials. */
    deliver: (source: string, body: string) => deliver(required(), source, body),
    post(path: string, headers: Readonly<Record<string, string>>, body: string | Buffer) {
      record("bodies", body.toString());
      return post(`${required().endpoints.http}${path}`, headers, body);
    },
    /** Takes everything off a queue. */
    drain: (queue: "queueUrl" | "quarantineQueueUrl") =>
      drainQueue(required().endpoints.aws, required().endpoints[queue]),
  };
}

async function deliver({ endpoints }: RunningIntake, source: string, body: string) {
  const simulator = await loadSimulator(localSource(source, endpoints).vendor);
  const target = localTarget(source, endpoints);
  const sent = await simulator.createRequest(JSON.parse(body), target.vendorSide, new Date());
  record("bodies", sent.body);
  return sendRequest(target, sent);
}
