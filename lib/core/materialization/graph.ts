import { tableNamesIn } from "../definitions/relations";
import type { DefinitionSet } from "../definitions/set";
import type { EntityDefinition, FeatureGroupDefinition } from "../model/definitions";
import { parseFeatureRef } from "../model/ref";

/** A group that another one is computed from; `version: null` = its latest. */
export interface GroupRead {
  group: string;
  version: number | null;
}

/** The groups whose definitions a group reads itself: tables of its SELECT, its source, members, and what names parents. */
export function groupReads(group: FeatureGroupDefinition, documents: DefinitionSet): GroupRead[] {
  const tables = group.transform === null ? [group.source ?? ""] : tableNamesIn(group.transform, documents);
  const plain = tables.filter((name) => name !== group.name && documents.groups.has(name));
  const rollups = group.second_order ?? [];
  const members = rollups.flatMap(({ feature }) => readOf(feature));
  const memberEntities = members.flatMap((read) => documents.groups.get(read.group)?.entity ?? []);
  const parents = rollups.length === 0 ? [] : [group.entity, ...memberEntities];
  const links = [...new Set(parents)].flatMap((entity) => parentReads(entity, documents));
  const reads = [...plain.map((name) => ({ group: name, version: null })), ...members, ...links];
  return reads.filter((read, i) => reads.findIndex((one) => keyOf(one) === keyOf(read)) === i);
}

/**
 * A group with what it is computed from (`upstream`) and what is computed from it (`downstream`), to any depth.
 *
 * @returns whatever is read before whoever reads it; the group itself is in it, at its own version.
 */
export function runOrder(
  root: { group: string; version: number; document: FeatureGroupDefinition },
  documents: DefinitionSet,
  walk: { upstream: boolean; downstream: boolean },
): GroupRead[] {
  const chosen = new Map<string, GroupRead>([[root.group, root]]);
  const readsOf = (name: string) => {
    const document = name === root.group ? root.document : documents.groups.get(name);
    return document ? groupReads(document, documents) : [];
  };
  const climb = (name: string) => {
    for (const read of readsOf(name)) {
      if (chosen.has(read.group)) continue;
      chosen.set(read.group, read);
      climb(read.group);
    }
  };
  const names = [...documents.groups.keys()].sort();
  const descend = (name: string) => {
    for (const reader of names) {
      if (chosen.has(reader) || !readsOf(reader).some((read) => read.group === name)) continue;
      chosen.set(reader, { group: reader, version: null });
      descend(reader);
    }
  };
  if (walk.upstream) climb(root.group);
  if (walk.downstream) descend(root.group);
  const ordered = new Map<string, GroupRead>();
  const open = new Set<string>();
  const place = (name: string) => {
    const read = chosen.get(name);
    if (!read || ordered.has(name) || open.has(name)) return;
    open.add(name);
    for (const before of readsOf(name)) place(before.group);
    ordered.set(name, { group: read.group, version: read.version });
  };
  for (const name of [...chosen.keys()].sort()) place(name);
  return [...ordered.values()];
}

function parentReads(entity: string, documents: DefinitionSet): GroupRead[] {
  const reads: GroupRead[] = [];
  const seen = new Set<string>();
  for (let name: string | undefined = entity; name !== undefined && !seen.has(name); ) {
    seen.add(name);
    const parent: EntityDefinition["parent"] = documents.entities.get(name)?.parent ?? null;
    if (parent) reads.push(...readOf(parent.from));
    name = parent?.entity;
  }
  return reads;
}

function readOf(feature: string): GroupRead[] {
  const ref = parseFeatureRef(feature);
  return ref ? [{ group: ref.group, version: ref.version }] : [];
}

function keyOf({ group, version }: GroupRead): string {
  return `${group}@${version ?? "latest"}`;
}
