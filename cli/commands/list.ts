import { Argument, type Command } from "commander";
import type { z } from "zod";
import {
  type CatalogItem,
  listEntitiesOperation,
  listGroupsOperation,
  listProjectsOperation,
  listServicesOperation,
  listSourcesOperation,
  searchOperation,
} from "@/lib/contracts/api/catalog";
import { listTeamsOperation } from "@/lib/contracts/api/teams";
import { collectPages } from "../pages";
import { type Column, renderTable } from "../render/table";
import type { Register } from "../run";
import type { Format, Session } from "../session";
import { formatOption, positive } from "./format-option";

type Item = z.output<typeof CatalogItem>;

const KINDS = [
  "projects",
  "teams",
  "entities",
  "sources",
  "groups",
  "features",
  "services",
  "consumers",
] as const;
type ListedKind = (typeof KINDS)[number];

/** How other tools call them. */
const ALIASES: Readonly<Record<string, ListedKind>> = {
  "feature-groups": "groups",
  "feature-services": "services",
};

const LIMIT = 200;

export function addListCommand(program: Command, register: Register): void {
  register(
    program
      .command("list")
      .description("list what a project holds")
      .addArgument(new Argument("<kind>", "what to list").choices([...KINDS, ...Object.keys(ALIASES)]))
      .addOption(formatOption())
      .option("-l, --limit <n>", "how many at most", positive, LIMIT),
    list,
  );
}

async function list(
  session: Session,
  word: string,
  options: { format: Format; limit: number },
): Promise<undefined> {
  // Safe: the argument takes these words only.
  const kind = ALIASES[word] ?? (word as ListedKind);
  const { limit, format } = options;
  if (kind === "projects") await listProjects(session, format);
  else if (kind === "teams") await listTeams(session, format);
  else {
    const { items, more } = await readItems(session, kind, limit);
    session.printAs(format, { items, more }, () =>
      renderTable(COLUMNS[kind], items, { style: session.style, width: session.io.columns }),
    );
    if (more) session.note(`There are more than ${limit}; --limit shows them.`);
  }
  return undefined;
}

async function listProjects(session: Session, format: Format): Promise<void> {
  const { items } = await session.client().call(listProjectsOperation);
  session.printAs(format, { items, more: false }, () =>
    renderTable(
      [
        { title: "Name", value: (row) => row.name },
        { title: "Description", value: (row) => row.description },
        { title: "Owner", value: (row) => row.owner },
        { title: "Groups", value: (row) => row.counts.group ?? 0 },
        { title: "Features", value: (row) => row.counts.feature ?? 0 },
      ],
      items,
      { style: session.style, width: session.io.columns },
    ),
  );
}

async function listTeams(session: Session, format: Format): Promise<void> {
  const params = { project: session.project() };
  const { items } = await session.client().call(listTeamsOperation, { params });
  session.printAs(format, { items, more: false }, () =>
    renderTable(
      [
        { title: "Name", value: (row) => row.name },
        { title: "Description", value: (row) => row.description },
        { title: "Members", value: (row) => row.member_count },
        { title: "Owns", value: (row) => row.owned_count },
      ],
      items,
      { style: session.style, width: session.io.columns },
    ),
  );
}

type CatalogKind = Exclude<ListedKind, "projects" | "teams">;

async function readItems(session: Session, kind: CatalogKind, limit: number) {
  const client = session.client();
  const project = session.project();
  const operations = {
    entities: listEntitiesOperation,
    sources: listSourcesOperation,
    groups: listGroupsOperation,
    services: listServicesOperation,
  };
  return await collectPages<Item>(limit, async (query) =>
    kind === "features" || kind === "consumers"
      ? await client.call(searchOperation, {
          query: { project, kind: kind.slice(0, -1), sort: "name", ...query },
        })
      : await client.call(operations[kind], { params: { project }, query }),
  );
}

const NAME: Column<Item> = { title: "Name", value: (row) => row.qualified };
const DESCRIPTION: Column<Item> = { title: "Description", value: (row) => row.description };
const OWNER: Column<Item> = { title: "Owner", value: (row) => row.owner };
const LIFECYCLE: Column<Item> = { title: "Lifecycle", value: (row) => row.lifecycle };

const COLUMNS: Record<CatalogKind, Column<Item>[]> = {
  entities: [NAME, DESCRIPTION, { title: "Join keys", value: (row) => factText(row, "join_keys") }, OWNER],
  sources: [NAME, DESCRIPTION, { title: "Path", value: (row) => factText(row, "path") }, OWNER],
  groups: [
    NAME,
    DESCRIPTION,
    { title: "Version", value: (row) => factText(row, "version") },
    { title: "Entity", value: (row) => row.entity },
    OWNER,
    LIFECYCLE,
  ],
  features: [NAME, { title: "Type", value: (row) => row.type }, DESCRIPTION, OWNER, LIFECYCLE],
  services: [NAME, DESCRIPTION, OWNER, LIFECYCLE],
  consumers: [NAME, { title: "Type", value: (row) => factText(row, "type") }, OWNER],
};

function factText(row: Item, fact: string): string | null {
  const value = row.facts[fact];
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.join(", ") : String(value);
}
