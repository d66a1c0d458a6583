import { consume } from "notification-intake/consumer";
import { createLatestTable } from "notification-intake/seen-table";

const { TABLE_NAME: tableName } = process.env;
if (!tableName) throw new Error("set TABLE_NAME to the name of your table");

/** Follows the state of each image. A late event must not take an image back to an older state. */
export const handler = consume(
  ({ id, type, data }) => {
    if (type !== "thales.image-checking.v1") return;
    process.stdout.write(`${JSON.stringify({ id, state: data.notification.imageState })}\n`);
  },
  { latest: createLatestTable({ tableName, consumer: "image-state" }) },
);
