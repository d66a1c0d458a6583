import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import * as v from "valibot";
import { AwsError, reply, replyError, targetOf } from "./aws-json.ts";

interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAtMs: number;
}

interface StoredSecret {
  readonly arn: string;
  current: SecretVersion;
  previous: SecretVersion | undefined;
  readonly values: string[];
}

type Action = (input: unknown, secrets: Map<string, StoredSecret>) => object;

const getInput = v.object({
  SecretId: v.string(),
  VersionStage: v.optional(v.picklist(["AWSCURRENT", "AWSPREVIOUS"]), "AWSCURRENT"),
});
const putInput = v.object({ SecretId: v.string(), SecretString: v.string() });

/** The functions and secret rotation use these. */
const actions: Readonly<Record<string, Action>> = {
  GetSecretValue(input, secrets) {
    const { SecretId, VersionStage } = v.parse(getInput, input);
    const secret = find(secrets, SecretId);
    const version = VersionStage === "AWSCURRENT" ? secret.current : secret.previous;
    if (!version)
      throw new AwsError("ResourceNotFoundException", `there is no value with the stage ${VersionStage}`);
    const { id: VersionId, value: SecretString, createdAtMs } = version;
    return {
      ...identify(secret),
      VersionId,
      SecretString,
      VersionStages: [VersionStage],
      CreatedDate: createdAtMs / 1000,
    };
  },
  PutSecretValue(input, secrets) {
    const { SecretId, SecretString } = v.parse(putInput, input);
    const secret = find(secrets, SecretId);
    secret.previous = secret.current;
    secret.current = createVersion(SecretString);
    secret.values.push(SecretString);
    return { ...identify(secret), VersionId: secret.current.id, VersionStages: ["AWSCURRENT"] };
  },
  ListSecrets: (_, secrets) => ({ SecretList: [...secrets.values()].map(identify) }),
};

export interface SecretsManager {
  readonly create: (arn: string, value: string) => void;
  /** The inspector masks every value ever stored. */
  readonly storedValues: () => readonly string[];
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Secrets Manager in memory, over AWS JSON 1.1. */
export function createSecretsManager(): SecretsManager {
  const secrets = new Map<string, StoredSecret>();
  return {
    create(arn, value) {
      secrets.set(arn, { arn, current: createVersion(value), previous: undefined, values: [value] });
    },
    storedValues: () => [...secrets.values()].flatMap(({ values }) => values),
    async handle(request, response) {
      const { operation } = targetOf(request);
      try {
        const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined;
        if (!action) throw new AwsError("UnknownOperationException", `${operation} is not served locally`);
        reply(response, 200, action(await json(request), secrets));
      } catch (error) {
        const code = error instanceof AwsError ? error.code : "ValidationException";
        replyError(response, 400, code, error instanceof Error ? error.message : "");
      }
    },
  };
}

/** AWS accepts an ARN or a name. */
function find(secrets: Map<string, StoredSecret>, id: string): StoredSecret {
  const secret = secrets.get(id) ?? [...secrets.values()].find(({ arn }) => nameOf(arn) === id);
  if (!secret)
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  return secret;
}

function identify({ arn }: StoredSecret) {
  return { ARN: arn, Name: nameOf(arn) };
}

/** ARNs end in a hyphen and six characters. */
function nameOf(arn: string): string {
  return arn.replace(/^.*:/, "").replace(/-[A-Za-z0-9]{6}$/, "");
}

function createVersion(value: string): SecretVersion {
  return { id: randomUUID(), value, createdAtMs: Date.now() };
}
