import { z } from "zod";
import { LIFECYCLES } from "@/lib/core/model/definitions";
import { operation } from "./operation";
import { GroupPath, ObjectPath } from "./paths";
import { AtQuery, Document, Instant, ObjectName, Value } from "./values";

const Lifecycle = z
  .object({
    state: z.enum(LIFECYCLES),
    at: Instant,
    by: z.string(),
    note: z.string().nullable(),
  })
  .meta({ id: "Lifecycle" });

const objectShape = {
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  owner: z.string().nullable(),
  tags: z.array(z.string()),
  definition: Document,
  created_at: Instant,
};

const registeredShape = {
  ...objectShape,
  changed_at: Instant.describe("Since when it is as it is."),
  retired_at: Instant.nullable(),
};

export const EntityItem = z.object({ kind: z.literal("entity"), ...registeredShape }).meta({ id: "Entity" });
export const SourceItem = z.object({ kind: z.literal("source"), ...registeredShape }).meta({ id: "Source" });

export const FeatureItem = z
  .object({
    id: z.uuid().describe("The same through renames and versions."),
    name: z.string(),
    type: z.string(),
    nullable: z.boolean(),
    computed: z.string(),
    description: z.string().nullable(),
    tags: z.array(z.string()),
    details: z.record(z.string(), Value).describe("What else the definition says of it."),
  })
  .meta({ id: "Feature" });

export const GroupItem = z
  .object({
    kind: z.literal("feature_group"),
    ...objectShape,
    entity: z.object({
      name: z.string(),
      join_keys: z.array(z.object({ name: z.string(), type: z.string() })),
    }),
    lifecycle: Lifecycle,
    latest_version: z.int().min(1),
    features: z.array(FeatureItem).describe("The schema of the latest version."),
  })
  .meta({ id: "FeatureGroup" });

export const FeatureDetailItem = z
  .object({
    ...FeatureItem.shape,
    group: z.string(),
    shown_version: z.int().min(1).describe("The latest version that holds it."),
    dropped_version: z.int().min(1).nullable().describe("The version that dropped it."),
    versions: z.array(
      z.object({
        version: z.int().min(1),
        level: z.enum(["breaking", "minor"]),
        name: z.string(),
        type: z.string(),
        nullable: z.boolean(),
        created_by: z.string(),
        created_at: Instant,
      }),
    ),
  })
  .meta({ id: "FeatureDetail" });

export const ServiceItem = z
  .object({
    kind: z.literal("feature_service"),
    ...registeredShape,
    lifecycle: z.object({ state: z.enum(LIFECYCLES), at: Instant, by: z.string() }),
    pins: z.array(
      z.object({
        project: z.string().nullable(),
        group: z.string(),
        version: z.int().min(1).nullable().describe("null follows the latest."),
        as: z.string().nullable(),
        keys: z.record(z.string(), z.string()).nullable(),
        features: z.array(z.string()).nullable().describe("null = all of them."),
        latest_version: z.int().min(1).nullable(),
        lifecycle: z.string().nullable(),
        behind: z.int().min(0).describe("How many versions the pin lies behind."),
      }),
    ),
    consumers: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        type: z.string(),
        owner: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "FeatureService" });

export const getEntityOperation = operation({
  id: "getEntity",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/entities/{name}",
  summary: "One entity",
  params: ObjectPath,
  query: AtQuery,
  response: EntityItem,
  isResource: true,
});

export const getSourceOperation = operation({
  id: "getSource",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/sources/{name}",
  summary: "One source",
  params: ObjectPath,
  query: AtQuery,
  response: SourceItem,
  isResource: true,
});

export const getGroupOperation = operation({
  id: "getGroup",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/groups/{group}",
  summary: "One feature group, with the schema of its latest version",
  params: GroupPath,
  query: AtQuery,
  response: GroupItem,
  isResource: true,
});

export const getFeatureOperation = operation({
  id: "getFeature",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/groups/{group}/features/{feature}",
  summary: "One feature, through all versions that hold it",
  params: z.strictObject({ project: ObjectName, group: ObjectName, feature: ObjectName }),
  query: AtQuery,
  response: FeatureDetailItem,
  isResource: true,
});

export const getServiceOperation = operation({
  id: "getService",
  tag: "catalog",
  method: "GET",
  path: "/projects/{project}/services/{name}",
  summary: "One feature service, what its pins resolve to, and its consumers",
  params: ObjectPath,
  query: AtQuery,
  response: ServiceItem,
  isResource: true,
});
