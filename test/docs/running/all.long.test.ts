import { readDocuments } from "../markdown.ts";
import { testDocuments } from "./run-documents.ts";

// All in one place: a document may show what the commands of another one made.
await testDocuments(readDocuments());
