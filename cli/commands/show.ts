import { Argument, type Command } from "commander";
import { stringify } from "yaml";
import type { z } from "zod";
import { getProjectOperation } from "@/lib/contracts/api/catalog";
import {
  type FeatureItem,
  getEntityOperation,
  getFeatureOperation,
  getGroupOperation,
  getServiceOperation,
  getSourceOperation,
} from "@/lib/contracts/api/objects";
import { getTeamOperation } from "@/lib/contracts/api/teams";
import { getVersionOperation } from "@/lib/contracts/api/versions";
import { CliFailure } from "../failure";
import { renderFields, renderTable } from "../render/table";
import type { Register } from "../run";
import type { Format, Session } from "../session";
import { formatOption } from "./format-option";

const KINDS = ["project", "team", "entity", "source", "group", "feature", "service"] as const;
type ShownKind = (typeof KINDS)[number];

const ALIASES: Readonly<Record<string, ShownKind>> = {
  "feature-group": "group",
  "feature-service": "service",
};

interface Shown {
  value: unknown;
  text: () => string;
}

export function addShowCommand(program: Command, register: Register): void {
  register(
    program
      .command("show")
      .description("show one thing")
      .addArgument(new Argument("<kind>", "what it is").choices([...KINDS, ...Object.keys(ALIASES)]))
      .argument("<name>", "its name; group@v2 for a version, group:feature for a feature")
      .addOption(formatOption()),
    show,
  );
}

async function show(
  session: Session,
  word: string,
  name: string,
  { format }: { format: Format },
): Promise<undefined> {
  // Safe: the argument takes these words only.
  const kind = ALIASES[word] ?? (word as ShownKind);
  const { value, text } = await SHOW[kind](session, name);
  session.printAs(format, value, text);
  return undefined;
}

const SHOW: Record<ShownKind, (session: Session, name: string) => Promise<Shown>> = {
  project: async (session, name) => {
    const project = await session.client().call(getProjectOperation, { params: { project: name } });
    return shown(session, project, [
      ["Project", project.name],
      ["Description", project.description],
      ["Owner", project.owner],
      ["Compatibility", project.compatibility],
      [
        "Holds",
        Object.entries(project.counts)
          .map(([kind, count]) => `${kind}: ${count}`)
          .join(", "),
      ],
      ["Created", project.created_at],
    ]);
  },
  team: async (session, name) => {
    const team = await session
      .client()
      .call(getTeamOperation, { params: { project: session.project(), name } });
    return shown(session, team, [
      ["Team", team.name],
      ["Description", team.description],
      ["Members", team.members.map((member) => member.email).join(", ")],
      ["Owns", team.owned.map((entry) => `${entry.kind} ${entry.qualified}`).join(", ")],
    ]);
  },
  entity: async (session, name) => {
    const params = { project: session.project(), name };
    const entity = await session.client().call(getEntityOperation, { params });
    return shownDefinition(session, "Entity", entity);
  },
  source: async (session, name) => {
    const params = { project: session.project(), name };
    const source = await session.client().call(getSourceOperation, { params });
    return shownDefinition(session, "Source", source);
  },
  service: async (session, name) => {
    const params = { project: session.project(), name };
    const service = await session.client().call(getServiceOperation, { params });
    return shownDefinition(session, "Service", service);
  },
  feature: async (session, name) => {
    const [group = "", feature] = name.split(":");
    if (feature === undefined)
      throw new CliFailure(`Which group? A feature is named group:feature, not ${name}.`);
    const params = { project: session.project(), group, feature };
    const found = await session.client().call(getFeatureOperation, { params });
    return shown(session, found, [
      ["Feature", `${found.group}:${found.name}`],
      ["Description", found.description],
      ["Type", `${found.type}${found.nullable ? ", may be null" : ""}`],
      ["Computed", found.computed],
      ["Tags", found.tags.join(", ")],
      ["Versions", found.versions.map((version) => `v${version.version}`).join(", ")],
      ["Dropped by", found.dropped_version === null ? null : `v${found.dropped_version}`],
    ]);
  },
  group: async (session, name) => {
    const match = /^([^@]+)@v([1-9]\d{0,8})$/.exec(name);
    if (match) return await showVersion(session, match[1] ?? "", Number(match[2]));
    if (name.includes("@")) throw new CliFailure(`A version is written group@v2, not ${name}.`);
    const params = { project: session.project(), group: name };
    const group = await session.client().call(getGroupOperation, { params });
    return shown(
      session,
      group,
      [
        ["Group", `${group.name}@v${group.latest_version}`],
        ["Description", group.description],
        ["Entity", keysText(group.entity)],
        ["Owner", group.owner],
        ["Tags", group.tags.join(", ")],
        ["Lifecycle", `${group.lifecycle.state} since ${group.lifecycle.at}, by ${group.lifecycle.by}`],
        ["Created", group.created_at],
      ],
      featureTable(session, group.features),
    );
  },
};

async function showVersion(session: Session, group: string, number: number): Promise<Shown> {
  const params = { project: session.project(), group, number };
  const version = await session.client().call(getVersionOperation, { params });
  return shown(
    session,
    version,
    [
      ["Group", `${version.group}@v${version.number}`],
      ["Level", version.level],
      ["Message", version.message],
      ["Published", `${version.created_at}, by ${version.created_by}`],
      ["Digest", version.digest],
    ],
    featureTable(session, version.features),
  );
}

function shown(
  session: Session,
  value: unknown,
  fields: readonly (readonly [string, string | null])[],
  more: () => string = () => "",
): Shown {
  return { value, text: () => `${renderFields(fields, session.style)}${more()}` };
}

function shownDefinition(
  session: Session,
  title: string,
  value: { name: string; owner: string | null; created_at: string; changed_at: string; definition: object },
): Shown {
  const fields = [
    [title, value.name],
    ["Owner", value.owner],
    ["Created", value.created_at],
    ["Changed", value.changed_at],
  ] as const;
  const said = Object.fromEntries(Object.entries(value.definition).filter(([, part]) => !isUnsaid(part)));
  return shown(session, value, fields, () => `\n${stringify(said)}`);
}

function isUnsaid(part: unknown): boolean {
  return part === null || (Array.isArray(part) && part.length === 0);
}

function keysText({
  name,
  join_keys: keys,
}: {
  name: string;
  join_keys: { name: string; type: string }[];
}): string {
  return `${name} (${keys.map((key) => `${key.name} ${key.type}`).join(", ")})`;
}

function featureTable(session: Session, features: z.output<typeof FeatureItem>[]): () => string {
  return () =>
    `\n${renderTable(
      [
        { title: "Feature", value: (row) => row.name },
        { title: "Type", value: (row) => row.type },
        { title: "Null", value: (row) => (row.nullable ? "yes" : "no") },
        { title: "Computed", value: (row) => row.computed },
        { title: "Description", value: (row) => row.description },
      ],
      features,
      { style: session.style, width: session.io.columns },
    )}`;
}
