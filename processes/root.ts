import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The checkout's folder: the first above this file, source or bundle, that holds the migrations. */
export const root = find(import.meta.dirname);

export const migrationsFolder = join(root, "prisma/migrations");

function find(folder: string): string {
  if (existsSync(join(folder, "prisma/schema.prisma"))) return folder;
  if (folder === dirname(folder)) throw new Error(`${import.meta.dirname} is not inside a checkout of Asof`);
  return find(dirname(folder));
}
