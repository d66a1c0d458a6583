import { expect } from "vitest";
import { exampleBody } from "../../support/examples.ts";
import type { Entry } from "../entry.ts";
import { shapeOf } from "../shape.ts";

/** What a reader's computer does by itself. */
export const localTools: readonly Entry[] = [
  { command: /export AWS_\w+=local AWS_\w+=local/, run: {} },
  { command: /umask 077/, run: {} },
  {
    command: /jq -cj \. FILE/,
    run: {
      as: () => "jq -cj . functions/thales/examples/custom-rejected.json",
      check: ({ stdout }) => expect(stdout).toBe(exampleBody("thales", "custom-rejected")),
    },
  },
  { command: /jq -n .+ > \w+\.json/, run: {} },
  { command: /\w+=\$\(jq -r '\.\[\]\.\w+' outputs\.json\)/, run: {} },
  { command: /jq '.+' quarantined\.json/, run: { prints: /"issues": \[/ } },
  { command: /jq -r '.+' quarantined\.json \| base64 -d > body\.bin/, run: {} },
  {
    command: /cat report\.json/,
    // The comment shows what is in it.
    run: { check: ({ stdout }, { comment }) => expect(shapeOf(stdout)).toEqual(shapeOf(comment)) },
  },
  { command: /sed '.+' \.local\/functions\.log \| jq \./, run: { prints: /"outcome": "accepted"/ } },
  {
    command: /openssl x509 -in push\.pem .*-fingerprint.*/,
    run: { prints: /Fingerprint=([0-9A-F]{2}:){31}/ },
  },
  {
    command: /openssl x509 -in push\.pem .*-subject -issuer .*/,
    run: { prints: /^subject=.*CN=.*\nissuer=.*CN=/ },
  },
  { command: /openssl rand -base64 32/, run: { prints: /^[\w+/]{43}=$/m } },
  { command: /openssl x509 -in cert\.pem -noout -pubkey/, run: { prints: /BEGIN PUBLIC KEY/ } },
  { command: /npx node -p '.+'/, run: { prints: /^\[ .*CN=.*CN=.* \]/s } },
];
