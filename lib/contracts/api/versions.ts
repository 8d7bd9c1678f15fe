import { z } from "zod";
import { FeatureItem } from "./objects";
import { operation } from "./operation";
import { GroupPath } from "./paths";
import {
  At,
  AtQuery,
  Cursor,
  Document,
  Instant,
  Limit,
  ObjectName,
  pageOf,
  Value,
  VersionNumber,
} from "./values";

const versionShape = {
  group: z.string(),
  number: z.int().min(1),
  level: z.enum(["breaking", "minor"]),
  digest: z.string().describe("SHA-256 of what makes the version."),
  message: z.string().nullable(),
  created_by: z.string(),
  created_at: Instant,
  feature_count: z.int().min(0),
};

export const VersionItem = z.object(versionShape).meta({ id: "Version" });

export const VersionWithSchemaItem = z
  .object({ ...versionShape, features: z.array(FeatureItem), definition: Document })
  .meta({ id: "VersionWithSchema" });

export const listVersionsOperation = operation({
  id: "listVersions",
  tag: "versions",
  method: "GET",
  path: "/projects/{project}/groups/{group}/versions",
  summary: "Versions of a group, newest first",
  params: GroupPath,
  query: z.strictObject({ at: At, limit: Limit, cursor: Cursor }),
  response: pageOf("VersionPage", VersionItem),
});

export const getVersionOperation = operation({
  id: "getVersion",
  tag: "versions",
  method: "GET",
  path: "/projects/{project}/groups/{group}/versions/{number}",
  summary: "One version as it was published",
  params: z.strictObject({ project: ObjectName, group: ObjectName, number: VersionNumber }),
  query: AtQuery,
  response: VersionWithSchemaItem,
  isResource: true,
});

const AttributeChange = z.object({
  attribute: z.string(),
  from: Value,
  to: Value,
});

/** The first four keys are those that `seeknal version diff` prints. */
export const VersionDiffItem = z
  .object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    modified: z
      .array(z.object({ field: z.string(), old_type: z.string(), new_type: z.string() }))
      .describe("Features of another type."),
    summary: z.string(),
    group: z.string(),
    from: z.int().min(1),
    to: z.int().min(1),
    level: z.enum(["breaking", "minor"]).nullable().describe("null: nothing differs."),
    group_changes: z.array(AttributeChange),
    features: z
      .array(
        z.object({
          id: z.uuid(),
          change: z.enum(["added", "dropped", "renamed", "changed"]),
          name: z.string(),
          previous_name: z.string().nullable(),
          attributes: z.array(AttributeChange),
        }),
      )
      .describe("Every feature that differs, whatever differs about it."),
    findings: z.array(z.object({ rule: z.string(), path: z.string(), explanation: z.string() })),
  })
  .meta({ id: "VersionDiff" });

export const diffVersionsOperation = operation({
  id: "diffVersions",
  tag: "versions",
  method: "GET",
  path: "/projects/{project}/groups/{group}/versions/diff",
  summary: "Two versions of a group, field by field",
  params: GroupPath,
  query: z.strictObject({ from: VersionNumber, to: VersionNumber, at: At }),
  response: VersionDiffItem,
});
