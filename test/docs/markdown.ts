import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { marked, type Tokens } from "marked";
import { projectDirectory } from "../../infra/project.ts";

export interface Block {
  readonly document: string;
  /** Empty if the fence names none. */
  readonly language: string;
  readonly text: string;
}

export type Document = ReturnType<typeof readDocument>;

const exclude = ["node_modules", "build", "dist", "cdk.out", ".local"].map((name) => `**/${name}/**`);

/** Every Markdown file of the repository. */
export function readDocuments(): readonly Document[] {
  const paths = globSync("**/*.md", { cwd: projectDirectory, exclude }).sort();
  return paths.map((path) => readDocument(path, readFileSync(join(projectDirectory, path), "utf8")));
}

function readDocument(path: string, text: string) {
  const blocks: Block[] = [];
  /** Pieces of code in prose. */
  const spans: string[] = [];
  const links: string[] = [];
  /** Rows of cells. The first is the heading. */
  const tables: string[][][] = [];
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === "code") blocks.push({ document: path, language: token.lang ?? "", text: token.text });
    else if (token.type === "codespan") spans.push(token.text.replaceAll(/\s+/g, " "));
    else if (token.type === "link") links.push(token.href);
    else if (isTable(token))
      tables.push([token.header, ...token.rows].map((row) => row.map((cell) => cell.text.trim())));
  });
  return { path, text, blocks, spans, links, tables };
}

function isTable(token: { readonly type: string }): token is Tokens.Table {
  return token.type === "table";
}

/** A script for the shell, and the result below it. */
export type Step = ReturnType<typeof stepsOf>[number];

/** A block of `sh` is one step. In other blocks each `$ ` begins one. */
export function stepsOf({ document, language, text }: Block) {
  if (language === "sh") return [{ document, script: text, shown: undefined }];
  const turns = [...text.matchAll(/^\$ ((?:[^\n]*\\\n)*[^\n]*)\n?((?:(?!\$ ).*(?:\n|$))*)/gm)];
  return turns.map(([, script = "", shown = ""]) => ({ document, script, shown: shown.trim() || undefined }));
}

/** Leaves out texts in single quotes. Reads no loops or here-documents. */
export function commandsIn(script: string): readonly string[] {
  const bare = script
    .replaceAll(/'[^']*'/g, "''")
    .replaceAll(/\\\n\s*/g, " ")
    .replaceAll(/(^|\s)#.*$/gm, "");
  const commands = bare
    .split(/\n|&&|[;|]|"?\$\(/)
    .map((text) => text.replace(/^\s*(\w+=\S*\s+)*/, "").trim());
  return commands.filter((text) => /^[a-z]/.test(text) && !/^\w+=/.test(text));
}
