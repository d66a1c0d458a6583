import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openToken } from "../../lib/authentication/schemes/minted-token.ts";
import { runToEnd } from "../support/command.ts";
import { exampleBody } from "../support/examples.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const intake = useLocalIntake();
const { directory } = intake;
const mint = (...args: readonly string[]) => runToEnd("infra/commands/mint.ts", args);
const forCase = ["--reference", "case-4711", "--expires", "30d"];
const body = exampleBody("yoti", "session-completion");
const post = (token: string | undefined) => intake.post("/yoti", { authorization: `Bearer ${token}` }, body);

/** Each event's proof and customer. */
async function readProofs() {
  const messages = await intake.drain("queueUrl");
  const events = messages.map((message) => JSON.parse(message.body));
  return events.map(({ authenticatedfields, data }) => [authenticatedfields, data.references.customer]);
}

describe("the local intake", () => {
  it("takes a token of npm run mint once, and its event says which reference was proved", async () => {
    const { code, stdout, stderr } = await mint("yoti", ...forCase, "--directory", directory);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\n$/);
    const statuses = [await post(stdout.trim()), await post(stdout.trim())].map(({ status }) => status);
    expect(statuses).toEqual([200, 200]);
    expect(await readProofs()).toEqual([["references.customer", "case-4711"]]);
  });
});

describe("npm run mint", () => {
  const key = "0123456789abcdef0123456789abcdef";
  const files = temporaryDirectory();
  const keyFile = join(files, "key");

  it.each([
    ["a key alone", `${key}\n`],
    ["a secret", JSON.stringify({ token: "t", sessionKey: key })],
  ])("mints with a file of %s", async (_, text) => {
    writeFileSync(keyFile, text);
    const { code, stdout } = await mint("yoti", ...forCase, "--key-file", keyFile);
    expect(code).toBe(0);
    expect(openToken(key, stdout.trim())?.reference).toBe("case-4711");
  });
});
