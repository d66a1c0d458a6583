import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createCertificates } from "../../../infra/local/gateway/certificates.ts";
import { loopback } from "../../../infra/local/listen.ts";
import { localAccount } from "../../../infra/local/stack/intrinsics.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { freePort, install, startEngine } from "./start-engine.ts";

const directory = temporaryDirectory();
const scriptOf = (name: string) => join(import.meta.dirname, `start_${name}.py`);
const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text, { mode: 0o600 });
  return join(directory, name);
};

/** Returns the Python of a virtual environment with these packages. */
async function pythonWith(name: string, ...packages: readonly string[]): Promise<string> {
  const environment = join(projectDirectory, "node_modules/.cache/engines", name);
  const python = join(environment, "bin/python");
  await install("python3", ["-m", "venv", environment]);
  await install(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
  return python;
}

const pom = `<project>
  <modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>engine</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.elasticmq</groupId><artifactId>elasticmq-server_2.13</artifactId><version>1.6.12</version>
  </dependency></dependencies>
</project>`;

export const elasticMq = {
  /** Returns the class path. */
  async install(): Promise<string> {
    write("pom.xml", pom);
    await install("mvn", ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"], directory);
    return join(directory, "jars/*");
  },
  /** `relaxed` takes a megabyte, as SQS does today. */
  async start(classPath: string) {
    const port = await freePort();
    const address = [`-Drest-sqs.bind-hostname=${loopback}`, `-Drest-sqs.bind-port=${port}`];
    const options = ["-Drest-sqs.sqs-limits=relaxed", "-Drest-stats.enabled=false", "-cp", classPath];
    await startEngine(port, "java", [...address, ...options, "org.elasticmq.server.Main"]);
    return `http://${loopback}:${port}`;
  },
};

export const moto = {
  /** Without most of what its server's own extra brings. */
  install: () => pythonWith("moto", "moto==5.2.1", "flask", "flask-cors"),
  async start(python: string) {
    const port = await freePort();
    await startEngine(port, python, [scriptOf("moto"), "-p", String(port)], {
      MOTO_ACCOUNT_ID: localAccount,
    });
    return `http://${loopback}:${port}`;
  },
};

export const ministack = {
  install: () => pythonWith("ministack", "ministack==1.5.33"),
  /** Enforces IAM, and has TLS: the queues' policies refuse everything else. Returns the environment of a caller. */
  async start(python: string) {
    const port = await freePort();
    const { ca, server } = await createCertificates(new Date());
    const authority = write("ca.pem", ca);
    /** For the functions, the CDK and the suite. */
    const account = {
      NODE_EXTRA_CA_CERTS: authority,
      AWS_CA_BUNDLE: authority,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: `https://localhost:${port}`,
    };
    await startEngine(port, python, [scriptOf("ministack")], {
      ...account,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      BIND_HOST: loopback,
      GATEWAY_PORT: String(port),
      USE_SSL: "1",
      MINISTACK_SSL_CERT: write("server.pem", server.certificate),
      MINISTACK_SSL_KEY: write("server.key", server.key),
      AUTH: "true",
    });
    return { ...process.env, ...account };
  },
};
