import type { Entry } from "../entry.ts";

export const packageCommands: readonly Entry[] = [
  {
    command: /npm pack( --pack-destination \S+)?/,
    tested: { file: "test/support/packed-app.ts", says: '"npm", ["pack"' },
  },
  // A part of `npm pack`.
  { command: /npm run build/, tested: { file: "package.json", says: '"prepack": "npm run build"' } },
  { command: /npm install( <path or URL>)?/, needs: { what: "a registry", said: /not published/ } },
  { command: /cp -R docs\/examples\/app \.\.\/consumer/, run: {} },
  {
    command: /(\w+=\S+ )+npm run poll/,
    tested: { file: "test/integration/package.test.ts", says: 'startCommand("poller.ts"' },
  },
];
