import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loopback } from "../../../infra/local/listen.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { freePort, startEngine } from "./engine.ts";

const pom = `<project>
  <modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>engine</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.elasticmq</groupId><artifactId>elasticmq-server_2.13</artifactId><version>1.6.12</version>
  </dependency></dependencies>
</project>`;

/** Returns the class path. Rejects where Maven or its registry is missing. */
export async function installElasticMq(): Promise<string> {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "pom.xml"), pom);
  await promisify(execFile)("mvn", ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"], {
    cwd: directory,
    timeout: 180_000,
  });
  return join(directory, "jars/*");
}

/** `relaxed` takes a megabyte, as SQS does today. */
export async function startElasticMq(classPath: string): Promise<string> {
  const port = await freePort();
  const settings = {
    "rest-sqs.bind-hostname": loopback,
    "rest-sqs.bind-port": port,
    "rest-sqs.sqs-limits": "relaxed",
    "rest-stats.enabled": false,
  };
  const options = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  return startEngine(port, "java", [...options, "-cp", classPath, "org.elasticmq.server.Main"]);
}
