import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";

/** A fenced block of a document. */
export interface Block {
  readonly document: string;
  /** The text from the heading above it to the next one, and what stands before the first section of the document. */
  readonly context: string;
  /** What follows the opening fence; empty if nothing does. */
  readonly language: string;
  readonly text: string;
}

/** A piece of code in a line of prose. */
interface Span {
  readonly document: string;
  readonly context: string;
  readonly text: string;
}

export interface Document {
  /** From the project's folder. */
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly spans: readonly Span[];
}

const generated = ["**/node_modules/**", "**/build/**", "**/dist/**", "**/cdk.out/**", "**/coverage/**"];

/** Every Markdown file of the repository, the README first. */
export function readDocuments(): readonly Document[] {
  const paths = globSync("**/*.md", { cwd: projectDirectory, exclude: generated });
  return paths.sort().map((path) => readDocument(path, readFileSync(join(projectDirectory, path), "utf8")));
}

const fence = /^( *)```([a-z]*)\n(.*?)^\1```$/gms;

export function readDocument(path: string, text: string): Document {
  // A `#` inside a block is no heading, so that blocks count only by their number while sections are looked for.
  const blocks = [...text.matchAll(fence)].map(([, , language = "", content = ""]) => ({
    language,
    content,
  }));
  let count = 0;
  const outline = text.replace(fence, () => `<block ${count++}>`);
  const [introduction = "", ...sections] = outline.split(/^(?=##+ )/m);
  const parts = [introduction, ...sections].map((section) => {
    const context = [introduction, section].join("\n").replaceAll(/<block (\d+)>/g, (_, number) => {
      return blocks[Number(number)]?.content ?? "";
    });
    const numbers = [...section.matchAll(/<block (\d+)>/g)].map(([, number]) => Number(number));
    return {
      blocks: numbers.flatMap((number) => {
        const block = blocks[number];
        return block ? [{ document: path, context, language: block.language, text: block.content }] : [];
      }),
      spans: [...section.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => ({
        document: path,
        context,
        text: code.replaceAll(/\s+/g, " "),
      })),
    };
  });
  return {
    path,
    blocks: parts.flatMap((part) => part.blocks),
    spans: parts.flatMap((part) => part.spans),
  };
}
