import { readDocuments } from "../markdown.ts";
import { testDocuments } from "./run-documents.ts";

await testDocuments(readDocuments().filter(({ path }) => path === "README.md"));
