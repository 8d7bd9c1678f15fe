import "server-only";
import type { z } from "zod";
import type { VersionDiffItem, VersionItem, VersionWithSchemaItem } from "@/lib/contracts/api/versions";
import type { AttributeChange } from "@/lib/core/schema/diff";
import { seeknalDiff } from "@/lib/core/schema/seeknal";
import type { VersionComparison } from "@/lib/services/groups/diff-versions";
import type { VersionView, VersionWithSchema } from "@/lib/store/group-views";
import { instantText } from "./instant";
import { featureWire } from "./objects";

export function versionWire(group: string, version: Omit<VersionView, "id">): z.input<typeof VersionItem> {
  return {
    group,
    number: version.number,
    level: version.level,
    digest: version.digest,
    message: version.message,
    created_by: version.createdBy,
    created_at: instantText(version.createdAt),
    feature_count: version.featureCount,
  };
}

export function versionWithSchemaWire(
  group: string,
  version: VersionWithSchema,
): z.input<typeof VersionWithSchemaItem> {
  return {
    ...versionWire(group, { ...version, featureCount: version.features.length }),
    features: version.features.map(featureWire),
    definition: { ...version.document },
  };
}

export function versionDiffWire(
  group: string,
  { from, to, diff, findings, level }: VersionComparison,
): z.input<typeof VersionDiffItem> {
  const { added, removed, modified, summary } = seeknalDiff(diff);
  return {
    added,
    removed,
    modified,
    summary,
    group,
    from: from.number,
    to: to.number,
    level,
    group_changes: diff.groupChanges.map(attributeWire),
    features: diff.features.flatMap(({ featureId, change, name, previousName, attributes }) =>
      change === "unchanged"
        ? []
        : [
            {
              id: featureId,
              change,
              name,
              previous_name: previousName,
              attributes: attributes.map(attributeWire),
            },
          ],
    ),
    findings: findings.map(({ ruleId, path, explanation }) => ({ rule: ruleId, path, explanation })),
  };
}

function attributeWire({ attribute, from, to }: AttributeChange) {
  return { attribute, from, to };
}
