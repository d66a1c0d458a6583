export { createLatestTable, type LatestTableOptions } from "../../lib/aws/consumer/latest-table.ts";
export { createSeenTable, type SeenTableOptions } from "../../lib/aws/consumer/seen-table.ts";
