import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `package.json`, wherever a command is started from. */
export const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the functions' bundles are written. */
export const bundleDirectory = join(projectDirectory, "build", "functions");

/** Where a running local intake writes what others need to reach it. */
export const localDirectory = join(projectDirectory, ".local");
