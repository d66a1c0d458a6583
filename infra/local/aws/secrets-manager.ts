import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import * as v from "valibot";
import { AwsError, reply, targetOf } from "./aws-json.ts";

interface StoredSecret {
  readonly identity: { readonly ARN: string; readonly Name: string };
  /** The newest last. */
  readonly versions: ReturnType<typeof createVersion>[];
}

type Action = (input: unknown, secrets: readonly StoredSecret[]) => object;

// Other fields, such as other stages, are not served.
const getInput = v.strictObject({
  SecretId: v.string(),
  VersionStage: v.optional(v.picklist(["AWSCURRENT", "AWSPREVIOUS"]), "AWSCURRENT"),
});
const putInput = v.strictObject({
  SecretId: v.string(),
  SecretString: v.string(),
  ClientRequestToken: v.optional(v.string()),
});

/** The functions and secret rotation use these. */
const actions: Readonly<Record<string, Action>> = {
  GetSecretValue(input, secrets) {
    const { SecretId, VersionStage } = v.parse(getInput, input);
    const { identity, versions } = find(secrets, SecretId);
    const version = versions.at(VersionStage === "AWSCURRENT" ? -1 : -2);
    if (!version)
      throw new AwsError("ResourceNotFoundException", `no value with the staging label ${VersionStage}`);
    return { ...identity, ...version, VersionStages: [VersionStage] };
  },
  PutSecretValue(input, secrets) {
    const { SecretId, SecretString, ClientRequestToken } = v.parse(putInput, input);
    // The SDK makes one if its caller does not.
    if (!ClientRequestToken)
      throw new AwsError("InvalidRequestException", "You must provide a ClientRequestToken value.");
    const { identity, versions } = find(secrets, SecretId);
    versions.push(createVersion(SecretString, ClientRequestToken));
    return { ...identity, VersionId: ClientRequestToken, VersionStages: ["AWSCURRENT"] };
  },
  ListSecrets: (_, secrets) => ({ SecretList: secrets.map(({ identity }) => identity) }),
};

export function createSecretsManager() {
  const secrets: StoredSecret[] = [];
  return {
    create(arn: string, value: string): void {
      // ARNs end in a hyphen and six characters.
      const Name = arn.replace(/^.*:/, "").replace(/-[A-Za-z0-9]{6}$/, "");
      secrets.push({ identity: { ARN: arn, Name }, versions: [createVersion(value)] });
    },
    /** The inspector masks every value ever stored. */
    storedValues: () => secrets.flatMap(({ versions }) => versions.map(({ SecretString }) => SecretString)),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { operation } = targetOf(request);
      try {
        const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined;
        if (!action) throw new AwsError("UnknownOperationException", `${operation} is not served locally`);
        reply(response, 200, action(await json(request), secrets));
      } catch (error) {
        const code = error instanceof AwsError ? error.code : "ValidationException";
        reply(response, 400, { __type: code, Message: error instanceof Error ? error.message : "" });
      }
    },
  };
}

/** AWS accepts an ARN or a name. */
function find(secrets: readonly StoredSecret[], id: string): StoredSecret {
  const secret = secrets.find(({ identity }) => identity.ARN === id || identity.Name === id);
  if (!secret)
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  return secret;
}

function createVersion(SecretString: string, VersionId: string = randomUUID()) {
  return { VersionId, SecretString, CreatedDate: Date.now() / 1000 };
}
