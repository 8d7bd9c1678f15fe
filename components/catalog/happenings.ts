import { formatCounted } from "@/lib/format/number";

/** An audit entry as pages get it. */
export interface ActivityEntry {
  seq: string;
  /** Entries written together share it. */
  changeId: string;
  /** RFC 3339. */
  at: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  action: string;
  project: string | null;
  targetKind: string;
  targetName: string;
  targetId: string | null;
  details: unknown;
}

/** A piece of a sentence: words, or the name of something with its page. */
export type SentencePart = string | { name: string; href?: string; mono: boolean };

/** What somebody did in one go, as a colleague would say it. */
export interface Happening {
  id: string;
  at: string;
  project: string | null;
  actor: { name: string; href?: string };
  /** Goes after the actor's name. */
  sentence: SentencePart[];
  /** The reason that was given. */
  message: string | null;
}

/** More objects than this are counted, not named. */
const NAMED_MAX = 3;

/** Entries, newest first, as one happening for each change. */
export function happenings(entries: readonly ActivityEntry[]): Happening[] {
  return [...Map.groupBy(entries, (entry) => entry.changeId).values()].flatMap((change) => {
    const [first] = change;
    if (!first) return [];
    return [
      {
        id: first.seq,
        at: first.at,
        project: first.project,
        actor: actorOf(first),
        sentence: sentenceOf(change),
        message: messageOf(change),
      },
    ];
  });
}

export function actorOf(entry: Pick<ActivityEntry, "actorKind" | "actorId" | "actorName">) {
  if (entry.actorKind === "system") return { name: "Asof" };
  return { name: entry.actorName, href: entry.actorId === null ? undefined : `/people/${entry.actorId}` };
}

/** One sentence for entries that were written together. */
export function sentenceOf(change: readonly ActivityEntry[]): SentencePart[] {
  // Oldest first: in the order in which they were done.
  const ordered = [...change].reverse();
  const clauses = [...Map.groupBy(ordered, (entry) => verbOf(entry))].map(([verb, entries]) =>
    clause(verb, entries),
  );
  return clauses.flatMap((parts, index) => (index === 0 ? parts : ["; ", ...parts]));
}

/** What was done, where a column of its own says to what. */
export function deedText(entry: ActivityEntry): string {
  const verb = verbOf(entry);
  // Words such as "gave the role viewer to" need what comes after them.
  if (/(:| to| from)$/.test(verb)) return sentenceText(sentenceOf([entry]));
  const version = versionOf(entry);
  return version === null ? verb : `${verb} v${version}`;
}

/** The sentence as plain text, for tables and files. */
export function sentenceText(parts: readonly SentencePart[]): string {
  return parts.map((part) => (typeof part === "string" ? part : part.name)).join("");
}

export function messageOf(change: readonly ActivityEntry[]): string | null {
  for (const { details } of change) {
    const said = detail(details, "message") ?? detail(details, "note");
    if (said !== null && said !== "") return said;
  }
  return null;
}

const VERBS: Readonly<Record<string, string>> = {
  create: "added",
  new_version: "published",
  update: "changed",
  retire: "retired",
  restore: "restored",
  invite: "invited",
  disable: "disabled",
  enable: "enabled",
  revoke: "revoked",
  rotate: "renewed",
  rename: "renamed",
  build: "asked for",
  built: "built",
  verify: "verified",
  delete: "deleted",
  cancel: "cancelled",
};

function verbOf({ action, details }: ActivityEntry): string {
  switch (action) {
    case "group:set-lifecycle":
      return `moved from ${detail(details, "from")} to ${detail(details, "to")}:`;
    case "team:add_member":
      return `added ${detail(details, "email")} to`;
    case "team:remove_member":
      return `removed ${detail(details, "email")} from`;
    case "role:set": {
      const role = detail(details, "after");
      return role === null ? "took the role away from" : `gave the role ${role} to`;
    }
    case "admin:grant":
      return "gave admin rights to";
    case "admin:revoke":
      return "took admin rights from";
    case "person:create_demo":
      return "added";
    default: {
      const verb = action.split(":")[1] ?? action;
      return VERBS[verb] ?? verb.replaceAll(/[_-]/g, " ");
    }
  }
}

function clause(verb: string, entries: readonly ActivityEntry[]): SentencePart[] {
  const objects = entries.length <= NAMED_MAX ? named(entries) : counted(entries);
  return [`${verb} `, ...objects];
}

function named(entries: readonly ActivityEntry[]): SentencePart[] {
  return joined(
    entries.map((entry) => {
      const version = versionOf(entry);
      const noun = NOUNS[entry.targetKind];
      const name = { name: entry.targetName, href: targetHref(entry), mono: entry.targetKind !== "person" };
      const kind = noun && entry.targetKind !== "person" ? [`${noun[0]} `] : [];
      return [...kind, name, ...(version === null ? [] : [` v${version}`])];
    }),
  );
}

function counted(entries: readonly ActivityEntry[]): SentencePart[] {
  const groups = [...Map.groupBy(entries, (entry) => entry.targetKind)];
  return joined(
    groups.map(([kind, list]) => {
      const [singular, plural] = NOUNS[kind] ?? ["object", "objects"];
      return [formatCounted(list.length, singular, plural)];
    }),
  );
}

function joined(items: readonly SentencePart[][]): SentencePart[] {
  return items.flatMap((item, index) => {
    const before = index === 0 ? [] : [index === items.length - 1 ? " and " : ", "];
    return [...before, ...item];
  });
}

export const NOUNS: Readonly<Record<string, readonly [string, string]>> = {
  project: ["project", "projects"],
  team: ["team", "teams"],
  entity: ["entity", "entities"],
  source: ["source", "sources"],
  feature_group: ["feature group", "feature groups"],
  group: ["feature group", "feature groups"],
  feature_service: ["service", "services"],
  person: ["person", "people"],
  token: ["API token", "API tokens"],
  dataset: ["dataset", "datasets"],
};

const SECTIONS: Readonly<Record<string, string>> = {
  entity: "entities",
  source: "sources",
  feature_group: "groups",
  group: "groups",
  feature_service: "services",
  dataset: "datasets",
};

/** The page of what an entry is about, where there is one. */
export function targetHref({ project, targetKind, targetId, targetName }: ActivityEntry): string | undefined {
  const section = SECTIONS[targetKind];
  if (section && project !== null) return `/p/${project}/${section}/${targetName}`;
  if (targetKind === "project") return `/p/${targetName}`;
  if (targetKind === "team") return `/teams/${targetName}`;
  if (targetKind === "person" && targetId !== null) return `/people/${targetId}`;
  return undefined;
}

function versionOf({ details }: ActivityEntry): number | null {
  const version = (details as { version?: unknown } | null)?.version;
  return typeof version === "number" ? version : null;
}

function detail(details: unknown, name: string): string | null {
  if (typeof details !== "object" || details === null) return null;
  const value = (details as Record<string, unknown>)[name];
  return typeof value === "string" ? value : null;
}
