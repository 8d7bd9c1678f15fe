import { z } from "zod";
import { DEFINITION_DOCUMENTS } from "../definitions";
import { JSON_MEDIA_TYPE, operation, YAML_MEDIA_TYPE } from "./operation";
import { GroupPath, ObjectPath, ProjectPath } from "./paths";
import { AtQuery, Value } from "./values";

/** What one request may bring: the files of a large project, escaped as JSON. */
export const FILES_BODY_BYTES_MAX = 64 * 1024 * 1024;
const FILES_MAX = 2_000;
const MESSAGE_LENGTH_MAX = 1_000;

export const KIND_WORDS = [
  "project",
  "team",
  "entity",
  "source",
  "feature_group",
  "feature_service",
] as const;
const KindWord = z.enum(KIND_WORDS);

const Files = z
  .array(
    z.strictObject({
      path: z.string().min(1, "is empty").max(500, "is too long"),
      text: z.string(),
    }),
  )
  .max(FILES_MAX, `at most ${FILES_MAX} files`)
  .describe("Definition files as they stand in the checkout.");

const EXAMPLE_FILES = [
  { path: "asof.yaml", text: "kind: project\nname: flights\nowner: ops_analytics\n" },
  { path: "teams.yaml", text: "kind: team\nname: ops_analytics\nmembers: [member@example.org]\n" },
];

export const PlanBody = z
  .strictObject({
    files: Files,
    prune: z.boolean().default(false).describe("Retire what the files no longer hold."),
  })
  .meta({ id: "PlanBody", examples: [{ files: EXAMPLE_FILES }] });

const Message = z
  .string()
  .max(MESSAGE_LENGTH_MAX, `may have at most ${MESSAGE_LENGTH_MAX} characters`)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "holds a NUL character or broken Unicode")
  .nullable()
  .default(null)
  .describe("Why: kept with every version that this makes.");

export const ApplyBody = z
  .strictObject({ ...PlanBody.shape, message: Message })
  .meta({ id: "ApplyBody", examples: [{ files: EXAMPLE_FILES, message: "Say who owns flights" }] });

export const PlannedChange = z
  .object({
    kind: KindWord,
    name: z.string(),
    action: z
      .enum(["create", "new_version", "update", "retire", "restore"])
      .describe("`update` makes no version: it is audited only."),
    version: z.int().min(1).nullable().describe("The number that the group's new version gets."),
    level: z.enum(["breaking", "minor"]).nullable().describe("Of that version."),
    fields: z.array(
      z.object({
        path: z.string().describe("Dotted path within the definition."),
        from: Value,
        to: Value,
      }),
    ),
    rule_ids: z.array(z.string()).describe("The rules that decided the level."),
    findings: z.array(z.object({ rule: z.string(), path: z.string(), explanation: z.string() })),
    is_consequence: z.boolean().describe("In none of the files: it changes because of another object."),
  })
  .meta({ id: "PlannedChange" });

export const PlanWarning = z
  .object({
    rule: z.string().describe("The rule's id, to name under `silence`."),
    kind: KindWord,
    name: z.string(),
    path: z.string(),
    message: z.string(),
    file: z.string().optional(),
    line: z.int().min(1).optional(),
  })
  .meta({ id: "PlanWarning" });

const NamedObject = z.object({ kind: KindWord, name: z.string() });

const planShape = {
  changes: z.array(PlannedChange),
  unchanged: z.array(NamedObject),
  warnings: z.array(PlanWarning),
  not_in_files: z.array(NamedObject).describe("Registered, and in none of the files."),
  gate: z.enum(["pass", "review", "blocked"]),
};

export const Plan = z.object(planShape).meta({ id: "Plan" });
export type Plan = z.output<typeof Plan>;

const PublishedVersion = z.object({
  group: z.string(),
  number: z.int().min(1),
  level: z.enum(["breaking", "minor"]),
});

export const Applied = z
  .object({ ...planShape, applied: z.literal(true), versions: z.array(PublishedVersion) })
  .meta({ id: "Applied" });
export type Applied = z.output<typeof Applied>;

export const Exported = z
  .object({ files: z.array(z.object({ path: z.string(), text: z.string() })) })
  .meta({ id: "Exported" });

export const planOperation = operation({
  id: "planDefinitions",
  tag: "definitions",
  method: "POST",
  path: "/projects/{project}/plan",
  summary: "What applying these files would change",
  params: ProjectPath,
  body: PlanBody,
  bodyBytesMax: FILES_BODY_BYTES_MAX,
  response: Plan,
});

export const applyOperation = operation({
  id: "applyDefinitions",
  tag: "definitions",
  method: "POST",
  path: "/projects/{project}/apply",
  summary: "Applies files: all of them or nothing",
  params: ProjectPath,
  body: ApplyBody,
  bodyBytesMax: FILES_BODY_BYTES_MAX,
  response: Applied,
});

export const exportOperation = operation({
  id: "exportDefinitions",
  tag: "definitions",
  method: "GET",
  path: "/projects/{project}/export",
  summary: "The project as canonical definition files, one for each object",
  params: ProjectPath,
  query: AtQuery,
  response: Exported,
});

const PutQuery = z.strictObject({ message: Message.unwrap().unwrap().optional() });

function putOperation<P extends z.ZodType, B extends z.ZodType>(
  id: string,
  path: string,
  params: P,
  body: B,
) {
  return operation<typeof Applied, P, typeof PutQuery, B>({
    id,
    tag: "definitions",
    method: "PUT",
    path: `/projects/{project}/${path}`,
    summary: "Applies one definition document",
    params,
    query: PutQuery,
    body,
    bodyMediaTypes: [JSON_MEDIA_TYPE, YAML_MEDIA_TYPE],
    response: Applied,
    alsoStatus: 201,
  });
}

const { team, entity, source, feature_group, feature_service } = DEFINITION_DOCUMENTS;

export const putTeamOperation = putOperation(
  "putTeam",
  "teams/{name}",
  ObjectPath,
  team.meta({
    id: "TeamDocument",
    examples: [{ kind: "team", name: "ops_analytics", members: ["member@example.org"] }],
  }),
);

export const putEntityOperation = putOperation(
  "putEntity",
  "entities/{name}",
  ObjectPath,
  entity.meta({
    id: "EntityDocument",
    examples: [
      {
        kind: "entity",
        name: "airport",
        join_keys: [{ name: "origin", type: "string", description: "IATA code" }],
      },
    ],
  }),
);

export const putSourceOperation = putOperation(
  "putSource",
  "sources/{name}",
  ObjectPath,
  source.meta({
    id: "SourceDocument",
    examples: [
      {
        kind: "source",
        name: "flights",
        path: "flights/*.parquet",
        event_time: "departed_at",
        created_time: "known_at",
      },
    ],
  }),
);

export const putGroupOperation = putOperation(
  "putGroup",
  "groups/{group}",
  GroupPath,
  feature_group.meta({
    id: "FeatureGroupDocument",
    examples: [
      {
        kind: "feature_group",
        name: "airport_profile",
        entity: "airport",
        source: "airports",
        event_time: "valid_from",
        features: [{ name: "state", type: "string", nullable: false, column: "state_code" }],
      },
    ],
  }),
);

export const putServiceOperation = putOperation(
  "putService",
  "services/{name}",
  ObjectPath,
  feature_service.meta({
    id: "FeatureServiceDocument",
    examples: [
      {
        kind: "feature_service",
        name: "departure_delay",
        features: ["airport_departures@v1:*", "airport_load:mean_delay_7d"],
      },
    ],
  }),
);
