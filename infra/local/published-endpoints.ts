import { rmSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import * as v from "valibot";
import { variableNames } from "../../lib/wiring/environment.ts";
import { type Endpoints, endpointsFile } from "../endpoints/endpoints.ts";
import { projectDirectory } from "../project.ts";
import { mutualTlsScheme } from "../settings/source-authentication.ts";
import { findVendor } from "../simulators/simulators.ts";
import type { AwsEndpoint } from "./aws/aws-endpoint.ts";
import type { LocalCertificates } from "./gateway/certificates.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { writePrivateFile } from "./private-file.ts";
import { localRegion } from "./stack/intrinsics.ts";
import type { Topology } from "./stack/topology.ts";

const certificateFiles = { ca: "ca.pem", client: "client.pem", clientKey: "client-key.pem" } as const;

interface RunningParts extends Pick<Endpoints, "secrets" | "inspector"> {
  readonly topology: Topology;
  readonly gateway: Gateway;
  readonly aws: AwsEndpoint;
  readonly directory: string;
}

/** Writes `endpoints.json`. */
export function publishEndpoints(parts: RunningParts): Endpoints {
  const { topology, aws, secrets, directory, inspector } = parts;
  const { http, mutualTls, tls } = parts.gateway;
  const output = (name: string) => v.parse(v.string(), topology.outputs[name]);
  const queuesOf = (name = "") => ({
    queueUrl: output(`${name}QueueUrl`),
    deadLetterQueueUrl: output(`${name}DeadLetterQueueUrl`),
  });
  const sources = topology.sources.map(({ id, vendor, handler }) => {
    const base = mutualTlsScheme(findVendor(vendor)) === undefined ? http : mutualTls;
    const secretId = handler.environment[variableNames.secretId];
    return [id, { vendor, url: `${base}/${id}`, secretId, functionName: handler.id }];
  });
  const endpoints = {
    http,
    mutualTls,
    tls,
    aws: aws.url,
    inspector,
    region: localRegion,
    ...queuesOf(topology.consumers[0]?.name),
    consumers: Object.fromEntries(topology.consumers.map(({ id, name }) => [id, queuesOf(name)])),
    quarantineQueueUrl: output("QuarantineQueueUrl"),
    tableName: output("TableName"),
    sources: Object.fromEntries(sources),
    relayFunction: topology.relay.id,
    certificates: {
      ca: fromProject(directory, certificateFiles.ca),
      client: fromProject(directory, certificateFiles.client),
      clientKey: fromProject(directory, certificateFiles.clientKey),
    },
    secrets,
  };
  writePrivateFile(join(directory, endpointsFile), endpoints);
  return endpoints;
}

/** Writes the vendors' certificate and key. Returns the authority's file. */
export function writeCertificates(directory: string, { ca, client }: LocalCertificates): string {
  writePrivateFile(join(directory, certificateFiles.ca), ca);
  writePrivateFile(join(directory, certificateFiles.client), client.certificate);
  writePrivateFile(join(directory, certificateFiles.clientKey), client.key);
  return join(directory, certificateFiles.ca);
}

/** A stopped intake leaves no addresses or keys. */
export function removeEndpoints(directory: string): void {
  for (const name of [endpointsFile, ...Object.values(certificateFiles)])
    rmSync(join(directory, name), { force: true });
}

/** Relative inside the project, absolute outside. */
function fromProject(directory: string, name: string): string {
  const path = relative(projectDirectory, join(directory, name));
  return path.startsWith("..") || isAbsolute(path) ? join(directory, name) : path;
}
