import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";

interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAtMs: number;
}

interface StoredSecret {
  readonly arn: string;
  current: SecretVersion;
  previous: SecretVersion | undefined;
  /** Every value that it ever had. */
  readonly values: string[];
}

type Action = (input: unknown, secrets: Map<string, StoredSecret>) => object;

/** An error in the form that AWS services of the JSON protocol give it. */
class ServiceError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const getInput = v.object({
  SecretId: v.string(),
  VersionStage: v.optional(v.picklist(["AWSCURRENT", "AWSPREVIOUS"]), "AWSCURRENT"),
});
const putInput = v.object({ SecretId: v.string(), SecretString: v.string() });

/** The operations of Secrets Manager that the functions, and a person rotating a secret, need; any other is an error. */
const actions: Readonly<Record<string, Action>> = {
  GetSecretValue(input, secrets) {
    const { SecretId, VersionStage } = v.parse(getInput, input);
    const secret = find(secrets, SecretId);
    const version = VersionStage === "AWSCURRENT" ? secret.current : secret.previous;
    if (!version)
      throw new ServiceError("ResourceNotFoundException", `there is no value with the stage ${VersionStage}`);
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
  /** Every value that was ever stored, for whoever has to keep them from being seen. */
  readonly storedValues: () => readonly string[];
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Secrets Manager in memory, spoken to over its own protocol (AWS JSON 1.1). */
export function createSecretsManager(): SecretsManager {
  const secrets = new Map<string, StoredSecret>();
  return {
    create: (arn, value) =>
      void secrets.set(arn, {
        arn,
        current: createVersion(value),
        previous: undefined,
        values: [value],
      }),
    storedValues: () => [...secrets.values()].flatMap(({ values }) => values),
    async handle(request, response) {
      const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      try {
        const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined;
        if (!action)
          throw new ServiceError("UnknownOperationException", `${operation} is not served locally`);
        reply(response, 200, action(await readJson(request), secrets));
      } catch (error) {
        const code = error instanceof ServiceError ? error.code : "ValidationException";
        reply(response, 400, { __type: code, message: error instanceof Error ? error.message : "" });
      }
    },
  };
}

/** By its ARN or its name, as AWS does. */
function find(secrets: Map<string, StoredSecret>, id: string): StoredSecret {
  const secret = secrets.get(id) ?? [...secrets.values()].find(({ arn }) => nameOf(arn) === id);
  if (!secret)
    throw new ServiceError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  return secret;
}

function identify({ arn }: StoredSecret) {
  return { ARN: arn, Name: nameOf(arn) };
}

/** An ARN ends in the name, a hyphen and six random characters. */
function nameOf(arn: string): string {
  return arn.replace(/^.*:/, "").replace(/-[A-Za-z0-9]{6}$/, "");
}

function createVersion(value: string): SecretVersion {
  return { id: randomUUID(), value, createdAtMs: Date.now() };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
}
