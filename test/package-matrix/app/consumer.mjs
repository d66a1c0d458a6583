import { consume } from "notification-intake/consumer";
import { poll } from "notification-intake/poller";
import { createSeenTable } from "notification-intake/seen-table";

createSeenTable({ tableName: "seen", consumer: "app" });
consume(() => poll)({ Records: [] }).then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
