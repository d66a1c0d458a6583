import type { Entry } from "../entry.ts";

export const packageCommands: readonly Entry[] = [
  {
    command: /npm run pack( -- --pack-destination \S+)?/,
    tested: { file: "test/support/packed-app.ts", says: '"npm", ["run", "pack", "--"' },
  },
  // The two parts of `npm run pack`.
  {
    command: /npm run build|npm pack/,
    tested: { file: "package.json", says: '"pack": "npm run build && npm pack"' },
  },
  { command: /npm install( <path or URL>)?/, needs: { what: "a registry", said: /not published/ } },
  { command: /cp -R docs\/examples\/app \.\.\/consumer/, run: {} },
  {
    command: /(\w+=\S+ )+npm run poll/,
    tested: { file: "test/integration/package.long.test.ts", says: 'startCommand("poller.ts"' },
  },
];
