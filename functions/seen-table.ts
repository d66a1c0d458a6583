export { createSeenTable, type SeenTableOptions } from "../lib/aws/seen-table.ts";
