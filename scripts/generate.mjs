import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { digestOf, stamp } from "./stamp.mjs";
import { childEnv, localNode, main, root, run, Sentence } from "./terminal.mjs";

const generated = stamp("generated/.stamp");

/** Writes Prisma's typed client into generated/, unless it already stands there for this schema. */
export async function ensureGenerated() {
  if (!existsSync(join(root, "prisma/schema.prisma"))) return;
  const digest = digestOf(["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
  if (generated.matches(digest) && existsSync(join(root, "generated/prisma/client.ts"))) return;
  // The generator never calls the native schema engine, but its CLI would download one unless told of a program.
  const env = childEnv({ PRISMA_SCHEMA_ENGINE_BINARY: localNode, PRISMA_HIDE_UPDATE_MESSAGE: "1" });
  const { code, output } = await run(localNode, ["node_modules/prisma/build/index.js", "generate"], {
    env,
    quiet: true,
  });
  if (code !== 0)
    throw new Sentence(
      `${output.trim()}\nprisma/schema.prisma could not be turned into a client; correct it and start again.`,
    );
  generated.write(digest);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(async () => {
    await ensureInstalled();
    await ensureGenerated();
  });
}
