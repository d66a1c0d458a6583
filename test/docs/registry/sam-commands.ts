import type { Entry } from "../entry.ts";

const docker = { what: "SAM, and Docker for its containers", said: /Docker/ };

export const samCommands: readonly Entry[] = [
  { command: /pip install aws-sam-cli/, needs: { what: "the network", said: /You need Docker and SAM/ } },
  {
    command: /sam (local (invoke|start-api)|validate) .+/,
    needs: docker,
    tested: { file: "test/integration/sam.test.ts", says: '"sam-template.json"' },
  },
  // Into a container's network.
  { command: /socat .+/, needs: docker },
];
