import * as v from "valibot";
import type { SecretVersions } from "../../../lib/authentication/secrets.ts";
import { createSecretsManager } from "../../../lib/aws/sdk/secrets-manager.ts";
import { createSecrets } from "../../../lib/aws/stores/secrets.ts";
import { createClock } from "../../support/clock.ts";
import { stepsFrom } from "../../support/steps.ts";
import { fault, startWire, success, type WireCall, type WireResponse } from "./wire.ts";

const inputSchema = v.object({ SecretId: v.literal("the-secret"), VersionStage: v.string() });

/** Its versions by stage, newest first, and its faults. */
interface SecretOnTheWire {
  /** The first is AWSCURRENT, the second AWSPREVIOUS. */
  versions: readonly string[];
  /** Answers every call instead. */
  fault: WireResponse | undefined;
  /** How many next reads of AWSCURRENT fail. */
  failing: number;
  /** Answers wait for this. */
  gate: Promise<void>;
}

/** The real client and store over this wire and a still clock. */
export async function setUpSecret(...versions: readonly string[]) {
  const secret: SecretOnTheWire = { versions, fault: undefined, failing: 0, gate: Promise.resolve() };
  const respond = async ({ operation, input }: WireCall) => {
    await secret.gate;
    if (secret.fault) return secret.fault;
    const isPrevious = v.parse(inputSchema, input).VersionStage === "AWSPREVIOUS";
    if (!isPrevious && secret.failing > 0) {
      secret.failing -= 1;
      return out;
    }
    const text = secret.versions[isPrevious ? 1 : 0];
    if (operation !== "GetSecretValue" || text === undefined) return fault("ResourceNotFoundException");
    return success({ VersionId: `version of ${text}`, SecretString: text });
  };
  const wire = await startWire(respond);
  const clock = createClock();
  const secretsManager = createSecretsManager(wire.settings);
  const reads: SecretVersions[] = [];
  const onRead = (versions: SecretVersions) => {
    reads.push(versions);
  };
  const createContainer = () => createSecrets(secretsManager, "the-secret", { now: clock.now, onRead });
  const { warm, secretsOf } = createContainer();
  /** The asked version of each call. */
  const stages = () => wire.calls.map(({ input }) => v.parse(inputSchema, input).VersionStage);
  return {
    secret,
    wire,
    clock,
    reads,
    stages,
    readCount: () => stages().filter((stage) => stage === "AWSCURRENT").length,
    warm,
    createContainer,
    /** Each call is another delivery's. */
    store: {
      read: () => secretsOf(stepsFrom(clock.now)).read(),
      reread: () => secretsOf(stepsFrom(clock.now)).reread(),
    },
  };
}

/** Secrets Manager when it does not work. */
export const out = fault("InternalServiceError", 500);
