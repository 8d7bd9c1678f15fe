import { NAME_LENGTH_MAX, NAME_PATTERN } from "./definitions";

/** A reference to one feature or to all of a group: `group:feature`, `group@v2:feature`, `project/group@latest:*`. */
export interface FeatureRef {
  /** `null` = the project at hand. */
  project: string | null;
  group: string;
  /** `null` = the latest version. */
  version: number | null;
  /** `null` = every feature of the group (`*`). */
  feature: string | null;
}

const PATTERN = /^(?:([a-z0-9_]+)\/)?([a-z0-9_]+)(?:@(?:v([1-9]\d{0,8})|latest))?:(\*|[a-z0-9_]+)$/;

/** @returns the parts of a reference, or `null` when the text is not one. */
export function parseFeatureRef(text: string): FeatureRef | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, project = null, group = "", version, feature = ""] = match;
  for (const name of [project, group, feature === "*" ? null : feature]) {
    if (name !== null && !isName(name)) return null;
  }
  return {
    project,
    group,
    version: version === undefined ? null : Number(version),
    feature: feature === "*" ? null : feature,
  };
}

/** @returns the canonical spelling: no `@latest`, `*` for a whole group. */
export function formatFeatureRef(ref: FeatureRef): string {
  const project = ref.project === null ? "" : `${ref.project}/`;
  const version = ref.version === null ? "" : `@v${ref.version}`;
  return `${project}${ref.group}${version}:${ref.feature ?? "*"}`;
}

/** @returns whether the text may name an object: see {@link NAME_PATTERN}. */
export function isName(text: string): boolean {
  return text.length <= NAME_LENGTH_MAX && NAME_PATTERN.test(text);
}
