import "server-only";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { DerivedEntry } from "@/lib/core/definitions/entries";
import type { Change } from "./change";

/** Brings a project's catalog entries up to the given set. Entries that did not change are left alone. */
export async function replaceCatalogEntries(
  { db, at }: Change,
  projectId: string,
  entries: readonly DerivedEntry[],
) {
  const present = await db.catalogEntry.findMany({ where: { projectId } });
  const known = new Map(present.map((row) => [row.id, textOf(row)]));
  const wanted = new Set(entries.map((entry) => entry.id));
  await db.catalogEntry.deleteMany({
    where: { id: { in: present.map((row) => row.id).filter((id) => !wanted.has(id)) } },
  });
  const data = (entry: DerivedEntry) => ({
    ...entry,
    projectId,
    facts: entry.facts as object,
    updatedAt: at,
  });
  await db.catalogEntry.createMany({ data: entries.filter((entry) => !known.has(entry.id)).map(data) });
  for (const entry of entries) {
    if (known.has(entry.id) && known.get(entry.id) !== textOf(entry)) {
      await db.catalogEntry.update({ where: { id: entry.id }, data: data(entry) });
    }
  }
}

const COMPARED = [
  "kind",
  "name",
  "qualified",
  "description",
  "entity",
  "owner",
  "tags",
  "valueType",
  "computation",
  "online",
  "lifecycle",
  "facts",
] as const satisfies (keyof DerivedEntry)[];

function textOf(entry: { [K in keyof DerivedEntry]: unknown }): string {
  return canonicalJson(COMPARED.map((key) => entry[key]));
}

/** A group and its features share one lifecycle. */
export async function setCatalogLifecycle({ db, at }: Change, groupId: string, lifecycle: string) {
  const features = await db.feature.findMany({
    where: { groupId, droppedVersion: null },
    select: { id: true },
  });
  const ids = [groupId, ...features.map((feature) => feature.id)];
  await db.catalogEntry.updateMany({ where: { id: { in: ids } }, data: { lifecycle, updatedAt: at } });
}
