import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";
import { type RunningCommand, startCommand } from "./command.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const notCopied = /^(node_modules|build|dist|cdk\.out|coverage|\.local|\.git|\.stryker-tmp)$/;

/** A copy of the project that a test may change. */
export function createCheckout(): string {
  const checkout = join(temporaryDirectory(), "project");
  const filter = (path: string) => !notCopied.test(basename(path));
  for (const name of readdirSync(projectDirectory).filter(filter))
    cpSync(join(projectDirectory, name), join(checkout, name), { recursive: true, filter });
  symlinkSync(join(projectDirectory, "node_modules"), join(checkout, "node_modules"));
  return checkout;
}

/** Adds the two lines that `npm run new-source` prints. */
export function registerVendor(checkout: string, id: string): void {
  const path = join(checkout, "functions", "vendors.ts");
  const text = readFileSync(path, "utf8");
  const added = text
    .replace("import { frankieone }", `import { ${id} } from "./${id}/vendor.ts";\nimport { frankieone }`)
    .replace("const vendors = [", `const vendors = [${id}, `);
  writeFileSync(path, added);
}

/** Throws the tool's output if the tool fails. */
export function runTool(checkout: string, tool: string, ...args: readonly string[]): string {
  const script = join(checkout, "node_modules", tool);
  const options = { cwd: checkout, encoding: "utf8", maxBuffer: 16 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
  if (status !== 0) throw new Error(`${tool} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Starts the checkout's local intake on free ports. */
export async function startCheckout(checkout: string): Promise<RunningCommand> {
  const anyPorts = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0", "--inspector-port", "0"];
  const intake = startCommand("infra/commands/start.ts", anyPorts, checkout);
  await intake.prints("Ctrl-C stops everything");
  return intake;
}
