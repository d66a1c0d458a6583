import { isBuiltin } from "node:module";
import { describe, expect, it } from "vitest";
import { sources } from "../../functions/sources.ts";
import { bundleFunction } from "../../infra/bundling.ts";

const ids = sources.map(({ id }) => id);

describe.each(ids)("the bundle of %s", (id) => {
  const { externals, modules } = bundleFunction(id);

  it("holds no other source and no vendor's side", () => {
    const own = modules.filter((path) => path.startsWith("functions/"));
    expect(own.filter((path) => !path.startsWith(`functions/${id}/`) || path.endsWith("/vendor.ts"))).toEqual(
      [],
    );
    expect(own).toContain(`functions/${id}/source.ts`);
  });

  it("holds nothing of the stack and nothing that only development needs", () => {
    expect(
      modules.filter((path) => /^infra\/|aws-cdk|constructs|dynalite|fauxqs|@peculiar/.test(path)),
    ).toEqual([]);
  });

  it("holds the SDK's three clients that it uses and no other", () => {
    const clients = modules.flatMap((path) => /@aws-sdk\/(client-[a-z-]+)\//.exec(path)?.[1] ?? []);
    expect([...new Set(clients)].sort()).toEqual(["client-dynamodb", "client-secrets-manager", "client-sqs"]);
  });

  it("holds jose only if it verifies tokens", () => {
    const holdsJose = modules.some((path) => path.includes("node_modules/jose/"));
    expect(holdsJose).toBe(sources.find((source) => source.id === id)?.schemeNames.includes("jwt"));
  });

  it("needs nothing that Node does not bring", () => {
    expect(externals.filter((name) => !isBuiltin(name))).toEqual([]);
    expect(externals).toContain("node:crypto");
  });
});

describe("the bundle of the redrive", () => {
  const { modules } = bundleFunction("redrive");

  it("holds no source, no authentication and no secret", () => {
    expect(modules.filter((path) => path.startsWith("functions/"))).toEqual(["functions/redrive/handler.ts"]);
    expect(modules.filter((path) => /^lib\/authentication\/|client-secrets-manager|jose/.test(path))).toEqual(
      [],
    );
  });
});
