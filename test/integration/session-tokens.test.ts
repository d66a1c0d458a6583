import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openToken } from "../../lib/authentication/schemes/minted-token.ts";
import { runToEnd } from "../support/command.ts";
import { exampleBody } from "../support/examples.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const intake = useLocalIntake();
const mint = (...options: readonly string[]) =>
  runToEnd("infra/commands/mint.ts", ["yoti", "--reference", "case-4711", "--expires", "30d", ...options]);

describe("npm run mint", () => {
  it("mints a token that the local intake takes once, and whose event says which reference was proved", async () => {
    const { code, stdout, stderr } = await mint("--directory", intake.directory);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\n$/);
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    for (let times = 0; times < 2; times += 1) {
      const { status } = await intake.post("/yoti", headers, exampleBody("yoti", "session-completion"));
      expect(status).toBe(200);
    }
    const events = (await intake.drain("queueUrl")).map(({ body }) => JSON.parse(body));
    const data = { references: { customer: "case-4711" } };
    expect(events).toMatchObject([{ authenticatedfields: "references.customer", data }]);
  });

  const key = "0123456789abcdef0123456789abcdef";

  it.each([
    ["a key alone", `${key}\n`],
    ["a secret", JSON.stringify({ token: "t", sessionKey: key })],
  ])("mints with a file of %s", async (_, text) => {
    const keyFile = join(intake.directory, "key");
    writeFileSync(keyFile, text);
    const { code, stdout } = await mint("--key-file", keyFile);
    expect(code).toBe(0);
    expect(openToken(key, stdout.trim())?.reference).toBe("case-4711");
  });
});
