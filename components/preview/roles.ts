import type { PreviewFeature } from "@/lib/contracts/preview";
import type { PreviewGroupOption, PreviewOptions } from "@/lib/contracts/preview-options";
import { isName, parseFeatureRef } from "@/lib/core/model/ref";
import { NULL_MODES, type NullMode } from "@/lib/core/pit/modes";

/** How a group takes part in a preview: under which name, by which spine columns, by which rules. */
export interface Role {
  /** As in the references chosen: `airport_load` or `airport_load@v2`. */
  group: string;
  /** Prefix of its columns; empty = the group's own name. */
  as: string;
  /** Join key → spine column, where the names differ. */
  keys: Record<string, string>;
  strict: boolean;
  nulls: NullMode;
}

export function plainRole(group: string): Role {
  return { group, as: "", keys: {}, strict: false, nulls: "latest_row" };
}

function isPlain({ as, keys, strict, nulls }: Role): boolean {
  return as === "" && Object.keys(keys).length === 0 && !strict && nulls === "latest_row";
}

/** The roles of the groups chosen, in the order of choice; a group of which nothing is said has one plain role. */
export function rolesOf(features: readonly string[], roles: readonly Role[]): Role[] {
  return groupRefs(features).flatMap((group) => {
    const own = roles.filter((role) => role.group === group);
    return own.length > 0 ? own : [plainRole(group)];
  });
}

/** The same, with those that say nothing left out: what an address has to hold. */
export function saidRoles(features: readonly string[], roles: readonly Role[]): Role[] {
  const all = rolesOf(features, roles);
  return all.filter((role) => !isPlain(role) || all.filter((one) => one.group === role.group).length > 1);
}

/** Groups, with their versions where these are pinned, in the order of choice. */
function groupRefs(features: readonly string[]): string[] {
  return [...new Set(features.flatMap((feature) => groupRefOf(feature) ?? []))];
}

function groupRefOf(feature: string): string | null {
  const ref = parseFeatureRef(feature);
  if (!ref) return null;
  return `${ref.project === null ? "" : `${ref.project}/`}${ref.group}${ref.version === null ? "" : `@v${ref.version}`}`;
}

/** The listed group that a role is of. */
export function groupOfRole({ group }: Role, options: PreviewOptions): PreviewGroupOption | undefined {
  const name = parseFeatureRef(`${group}:*`)?.group;
  return options.groups.find((one) => one.name === name);
}

/** Spine columns by which a role is joined. */
export function spineKeys(role: Role, group: PreviewGroupOption): string[] {
  return group.keys.map((key) => role.keys[key] ?? key);
}

/** What a request asks for: references as they were chosen, and groups with their rules where something is said of them. */
export function featuresOfRoles(features: readonly string[], roles: readonly Role[]): PreviewFeature[] {
  const said = saidRoles(features, roles);
  const spoken = new Set(said.map((role) => role.group));
  const plain = features.filter((feature) => !spoken.has(groupRefOf(feature) ?? ""));
  return [
    ...plain,
    ...said.map(({ group, as, keys, strict, nulls }) => {
      const own = features.filter((feature) => groupRefOf(feature) === group).map(parseFeatureRef);
      const names = own.flatMap((ref) => ref?.feature ?? []);
      return {
        group,
        ...(as === "" ? {} : { as }),
        ...(Object.keys(keys).length === 0 ? {} : { keys }),
        ...(names.length < own.length ? {} : { features: names }),
        ...(strict ? { strict } : {}),
        ...(nulls === "latest_row" ? {} : { nulls }),
      };
    }),
  ];
}

/** What is wrong with a role's name among the others; `null` = nothing. */
export function roleProblem(role: Role, all: readonly Role[]): string | null {
  const name = nameOf(role);
  if (role.as !== "" && !isName(role.as))
    return "A name holds a–z, 0–9 and single _, and starts with a letter.";
  return all.filter((other) => nameOf(other) === name).length > 1
    ? `Two groups would be called ${name}: give one another name.`
    : null;
}

function nameOf(role: Role): string {
  return role.as || (parseFeatureRef(`${role.group}:*`)?.group ?? role.group);
}

const KEY_MARK = "key.";

/** `airport_load,as=arrival,key.origin=destination,strict,nulls=latest_non_null;…` */
export function rolesToText(roles: readonly Role[]): string {
  return roles
    .map(({ group, as, keys, strict, nulls }) =>
      [
        group,
        ...(as === "" ? [] : [`as=${encodeURIComponent(as)}`]),
        ...Object.entries(keys).map(([key, column]) => `${KEY_MARK}${key}=${encodeURIComponent(column)}`),
        ...(strict ? ["strict"] : []),
        ...(nulls === "latest_row" ? [] : [`nulls=${nulls}`]),
      ].join(","),
    )
    .join(";");
}

/** What it does not understand it leaves out. */
export function rolesFromText(text: string): Role[] {
  return text.split(";").flatMap((part) => {
    const [group = "", ...said] = part.split(",");
    if (!parseFeatureRef(`${group}:*`)) return [];
    const role = plainRole(group);
    for (const one of said) {
      const [name = "", ...rest] = one.split("=");
      const value = decoded(rest.join("="));
      if (name === "strict") role.strict = true;
      else if (value === "") continue;
      else if (name === "as") role.as = value;
      else if (name.startsWith(KEY_MARK)) role.keys[name.slice(KEY_MARK.length)] = value;
      else if (name === "nulls") role.nulls = NULL_MODES.find((mode) => mode === value) ?? role.nulls;
    }
    return [role];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
