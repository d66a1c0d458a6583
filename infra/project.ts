import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `package.json`, wherever a command is started from. */
export const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the functions' bundles are written. */
export const bundleDirectory = join(projectDirectory, "build", "functions");

/** What `npm run build` makes and `npm pack` packs: this folder again, as JavaScript, as far as the package needs it. */
export const packageDirectory = join(projectDirectory, "dist");

/** Where a running local intake writes what others need to reach it. */
export const localDirectory = join(projectDirectory, ".local");
