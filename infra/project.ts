import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of `package.json`. */
export const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

export const bundleDirectory = join(projectDirectory, "build", "functions");

/** `npm run build` compiles the package into it. */
export const packageDirectory = join(projectDirectory, "dist");

/** A running local intake publishes its addresses here. */
export const localDirectory = join(projectDirectory, ".local");
