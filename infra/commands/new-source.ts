import { createCommand, run } from "../command-line/command.ts";
import { copyTemplate, listInDev } from "../new-source/copy-template.ts";
import { projectDirectory } from "../project.ts";

const command = createCommand(
  "new-source",
  "Writes a vendor that refuses every delivery until you say how it proves itself. docs/sources.md has the six steps.",
)
  .argument("<id>", "2 to 24 lower-case letters and digits, a letter first: part of paths, logs and metrics")
  .action((id: string) => {
    const written = copyTemplate(projectDirectory, id, new Date().toISOString().slice(0, 10));
    listInDev(projectDirectory, id);
    process.stdout.write(`Written:
${written.map((path) => `  ${path}\n`).join("")}
The stage dev of cdk.json lists the source ${id}.

Now add to functions/vendors.ts:
  import { ${id} } from ${JSON.stringify(`./${id}/vendor.ts`)};
  ${id} in the list \`vendors\`

${id} compiles, passes and refuses everything. The next steps are in docs/sources.md, "Add a vendor".
To see where you are:  npm run contracts && npm run check:vendor
To see it served:      npm start, then in another terminal npm run send -- ${id}
`);
  });

await run(command);
