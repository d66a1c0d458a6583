import { readDocuments } from "../markdown.ts";
import { testDocument } from "./run-documents.ts";

readDocuments()
  .filter(({ path }) => path !== "README.md")
  .forEach(testDocument);
