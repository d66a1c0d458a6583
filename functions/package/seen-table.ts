export { createSeenTable, type SeenTableOptions } from "../../lib/aws/consumer/seen-table.ts";
