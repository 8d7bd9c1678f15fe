import { type Command, Option } from "commander";
import {
  diffVersionsOperation,
  getVersionOperation,
  listVersionsOperation,
} from "@/lib/contracts/api/versions";
import type { Client } from "../client";
import { CliFailure } from "../failure";
import { collectPages } from "../pages";
import { avroSchema } from "../render/avro-schema";
import { renderTable } from "../render/table";
import { renderVersionDiff } from "../render/version-diff";
import type { Register } from "../run";
import type { Format, Session } from "../session";
import { formatOption, positive } from "./format-option";

const LIMIT = 10;

/** The command shapes of `seeknal version`, so that scripts move over as they are. */
export function addVersionCommands(program: Command, register: Register): void {
  const version = program.command("version").description("versions of a feature group");
  register(
    version
      .command("list")
      .description("versions, newest first")
      .argument("<group>", "the feature group")
      .addOption(formatOption())
      .option("-l, --limit <n>", "how many at most", positive, LIMIT),
    list,
  );
  register(
    version
      .command("show")
      .description("the schema of one version")
      .argument("<group>", "the feature group")
      .option("-v, --version <n>", "its number; the latest without it", positive)
      .addOption(formatOption()),
    show,
  );
  register(
    version
      .command("diff")
      .description("two versions, field by field")
      .argument("<group>", "the feature group")
      .addOption(new Option("-f, --from <a>", "the earlier version").argParser(positive))
      .addOption(new Option("-t, --to <b>", "the later version").argParser(positive))
      .addOption(
        new Option("--format <format>", "how to answer").choices(["table", "json", "yaml"]).default("table"),
      ),
    diff,
  );
}

interface Address {
  project: string;
  group: string;
}

async function list(
  session: Session,
  group: string,
  { format, limit }: { format: Format; limit: number },
): Promise<undefined> {
  const client = session.client();
  const params = { project: session.project(), group };
  const { items, more } = await collectPages(limit, (query) =>
    client.call(listVersionsOperation, { params, query }),
  );
  const isTable = format === "table" && !session.isJson;
  const value = isTable
    ? []
    : await Promise.all(items.map((item) => seeknalVersion(client, params, item.number)));
  session.printAs(format, value, () =>
    renderTable(
      [
        { title: "Version", value: (row) => row.number },
        { title: "Created At", value: (row) => row.created_at },
        { title: "Features", value: (row) => row.feature_count },
        { title: "Level", value: (row) => row.level },
        { title: "By", value: (row) => row.created_by },
        { title: "Message", value: (row) => row.message },
      ],
      items,
      { style: session.style, width: session.io.columns },
    ),
  );
  if (more) session.note(`There are more than ${limit}; --limit shows them.`);
  return undefined;
}

async function show(
  session: Session,
  group: string,
  { version, format }: { version?: number; format: Format },
): Promise<undefined> {
  const client = session.client();
  const params = { project: session.project(), group };
  const number = version ?? (await latestVersion(client, params));
  if (session.isJson || format !== "table") {
    session.printAs(format, await seeknalVersion(client, params, number), () => "");
    return undefined;
  }
  const found = await client.call(getVersionOperation, { params: { ...params, number } });
  session.print(`${session.style.bold(`${group}@v${number}`)}, ${found.level}, ${found.created_at}\n`);
  session.print(found.features.map((feature) => `  - ${feature.name}: ${feature.type}\n`).join(""));
  return undefined;
}

async function diff(
  session: Session,
  group: string,
  { from, to, format }: { from?: number; to?: number; format: Format },
): Promise<undefined> {
  const client = session.client();
  const params = { project: session.project(), group };
  const later = to ?? (await latestVersion(client, params));
  const earlier = from ?? later - 1;
  if (earlier < 1) throw new CliFailure(`${group} has one version only; name two with --from and --to.`);
  const found = await client.call(diffVersionsOperation, { params, query: { from: earlier, to: later } });
  session.printAs(format, found, () =>
    renderVersionDiff(found, { style: session.style, width: session.io.columns }),
  );
  return undefined;
}

async function latestVersion(client: Client, params: Address): Promise<number> {
  const { items } = await client.call(listVersionsOperation, { params, query: { limit: 1 } });
  const [latest] = items;
  if (!latest) throw new CliFailure(`${params.group} has no version.`);
  return latest.number;
}

/** One version as `seeknal version … --format json` prints it, and what we know beyond that. */
async function seeknalVersion(client: Client, params: Address, number: number) {
  const found = await client.call(getVersionOperation, { params: { ...params, number } });
  return {
    version: found.number,
    created_at: found.created_at,
    // A published version never changes.
    updated_at: found.created_at,
    feature_count: found.feature_count,
    avro_schema: avroSchema(found.group, found.features),
    level: found.level,
    message: found.message,
    created_by: found.created_by,
    digest: found.digest,
  };
}
