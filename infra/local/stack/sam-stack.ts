import { join } from "node:path";
import { projectDirectory } from "../../project.ts";
import { synthesizeLocalStack } from "./local-stack.ts";
import { readTopology, type Topology } from "./topology.ts";

export interface SamStack {
  /** The cloud assembly. */
  readonly directory: string;
  readonly topology: Topology;
}

/**
 * Synthesizes the stack into `DIRECTORY/sam`, away from an intake that may be running, for functions that find AWS at
 * `awsEndpoint`. Sources bound to a client certificate are bound to the one of this fingerprint.
 */
export function synthesizeSamStack(
  directory: string,
  awsEndpoint: string,
  clientFingerprint: string,
): SamStack {
  const assembly = join(directory, "sam");
  const template = synthesizeLocalStack(assembly, {
    // Nobody makes a TLS connection here, but the stack's domain wants an authority: the same one each time.
    truststore: join(projectDirectory, "infra", "example-truststore.pem"),
    clientFingerprint,
  });
  return { directory: assembly, topology: readTopology(template, awsEndpoint) };
}
