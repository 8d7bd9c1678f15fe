/** What a person may do in one project. Admin is global and stands apart. */
export const ROLES = ["viewer", "contributor", "steward"] as const;
export type Role = (typeof ROLES)[number];

/** What an API token may be used for; never more than its person may do at that moment. */
export const SCOPES = ["read", "values", "write", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** The rights of whoever acts, read at the moment of acting. */
export interface Rights {
  personId: string | null;
  isAdmin: boolean;
  /** By project id. */
  roles: Readonly<Record<string, Role>>;
  teamIds: readonly string[];
  /** `null` for a signed-in person or the system itself: no limit beyond the rights above. */
  scopes: readonly Scope[] | null;
  /** A token bound to one project; `null` = every project of its person. */
  onlyProjectId: string | null;
}

/** Everything that is decided on. */
export type Action =
  | "session:open"
  | "account:change"
  | "project:read"
  | "project:create"
  | "definition:propose"
  | "definition:create"
  | "definition:change"
  | "values:read"
  | "data:write"
  | "data:materialize"
  | "preview:run"
  | "dataset:build"
  | "dataset:delete"
  | "team:create"
  | "team:change"
  | "team:read"
  | "person:read"
  | "people:manage"
  | "token:manage"
  | "audit:read"
  | "system:read"
  | "system:check";

/** What an action is about, as far as the decision needs it. */
export interface Resource {
  /** The project acted in; also for what belongs to no project (a team that a project's files declare). */
  projectId?: string | null;
  /** The team that decides for the object; `null` = nobody yet. */
  ownerTeamId?: string | null;
  /** Whose token, or whose page. */
  personId?: string | null;
  /** A team's own id, for `team:change`. */
  teamId?: string | null;
}

/** What `can` answers. */
export type Decision =
  | { allowed: true }
  /** `hidden`: the existence of the object is not to be told, answer as if it were not there. */
  | { allowed: false; reason: string; hidden: boolean };

/** Tags whose values only stewards see; everybody else sees a mask. */
export const POLICY_TAGS = ["pii", "restricted"] as const;

const ALLOWED: Decision = { allowed: true };

/** The scope that a token needs; `null` = only people themselves, never a token. */
const SCOPE_OF: Record<Action, Scope | null> = {
  "session:open": null,
  "account:change": null,
  "project:read": "read",
  "team:read": "read",
  "person:read": "read",
  "system:read": "read",
  "system:check": "values",
  "audit:read": "read",
  "values:read": "values",
  "preview:run": "values",
  "data:write": "write",
  "data:materialize": "write",
  "dataset:build": "values",
  "dataset:delete": "write",
  "project:create": "admin",
  "definition:propose": "read",
  "definition:create": "write",
  "definition:change": "write",
  "team:create": "write",
  "team:change": "write",
  "people:manage": "admin",
  "token:manage": "admin",
};

/** What a token that is bound to one project still reads outside of any. */
const READS_EVERYWHERE: readonly Action[] = ["team:read", "person:read", "system:read"];

/**
 * The one access policy. Deny by default; pure; evaluated in the verb, at the moment of acting.
 * Rules: anybody may try to sign in · everybody changes their own account, nobody another's · viewer reads
 * metadata · contributor also proposes, creates, previews, builds datasets and reads values · members of the owner
 * team also change what their team owns, write its data and materialize it · steward also sees values under a policy tag
 * and deletes datasets · admin does everything else. What
 * nobody owns only an admin or a steward of the project changes. A token may do what its person may, as far as
 * its scopes and its project reach.
 *
 * @returns the decision; a refusal carries a sentence that may be shown, and who can help.
 */
export function can(rights: Rights, action: Action, resource: Resource = {}): Decision {
  const projectId = resource.projectId ?? null;
  const limit = limitOfToken(rights, action, projectId);
  if (limit) return limit;
  if (action === "session:open") return ALLOWED;
  if (action === "account:change") {
    return rights.personId !== null && resource.personId === rights.personId
      ? ALLOWED
      : refuse("Only the person may do this.");
  }
  if (rights.isAdmin) return ALLOWED;
  return decide(rights, action, resource, projectId === null ? null : (rights.roles[projectId] ?? null));
}

/**
 * Whether these rights may hand out a token: a token never makes one that may do more than itself.
 * What its person may do is not looked at here but whenever the new token is used.
 */
export function canGrant(
  rights: Rights,
  token: { scopes: readonly Scope[]; projectId: string | null },
): Decision {
  const beyond = token.scopes.filter((scope) => rights.scopes !== null && !rights.scopes.includes(scope));
  if (beyond.length > 0) return refuse(`This token lacks the scope "${beyond.join('", "')}" itself.`);
  if (rights.onlyProjectId !== null && rights.onlyProjectId !== token.projectId) {
    return refuse("This token is bound to one project and can only make tokens bound to it.");
  }
  return ALLOWED;
}

/** @returns whether values of a feature with these tag keys are shown unmasked. */
export function seesProtectedValues(rights: Rights, projectId: string, tagKeys: readonly string[]): boolean {
  if (!hasPolicyTag(tagKeys)) return true;
  if (rights.scopes !== null && !rights.scopes.includes("values")) return false;
  if (rights.onlyProjectId !== null && rights.onlyProjectId !== projectId) return false;
  return rights.isAdmin || rights.roles[projectId] === "steward";
}

/** @returns whether these tag keys put values under a policy. */
export function hasPolicyTag(tagKeys: readonly string[]): boolean {
  return tagKeys.some((key) => (POLICY_TAGS as readonly string[]).includes(key));
}

function limitOfToken(rights: Rights, action: Action, projectId: string | null): Decision | null {
  if (rights.scopes !== null) {
    const scope = SCOPE_OF[action];
    if (scope === null) return refuse("An API token cannot do this; sign in.");
    if (!rights.scopes.includes(scope)) return refuse(`This token lacks the scope "${scope}".`);
  }
  if (rights.onlyProjectId === null || rights.onlyProjectId === projectId) return null;
  if (projectId !== null) return refuse("This token is bound to another project.", true);
  return READS_EVERYWHERE.includes(action) ? null : refuse("This token is bound to one project.");
}

function decide(rights: Rights, action: Action, resource: Resource, role: Role | null): Decision {
  const known = rights.personId !== null;
  switch (action) {
    case "team:read":
    case "person:read":
    case "system:read":
      return known ? ALLOWED : refuse("Sign in to see this.");
    case "team:create":
      return (
        resource.projectId
          ? role !== null && contributes(role)
          : Object.values(rights.roles).some(contributes)
      )
        ? ALLOWED
        : refuse("Creating a team takes the contributor role.");
    case "team:change":
      return resource.teamId != null && rights.teamIds.includes(resource.teamId)
        ? ALLOWED
        : refuse("Only members of the team, or an admin, may change it.");
    case "token:manage":
      return known && resource.personId === rights.personId
        ? ALLOWED
        : refuse("Tokens are managed by their person or an admin.");
    case "system:check":
      return Object.values(rights.roles).some(contributes)
        ? ALLOWED
        : refuse("Running the checks of the engine takes the contributor role in a project.");
    case "people:manage":
    case "project:create":
      return refuse("Only an admin may do this.");
    case "audit:read":
      if (resource.projectId == null)
        return refuse("Only an admin reads the audit log of the whole installation.");
      return role ? ALLOWED : refuse("You have no role in this project.", true);
    default:
      return role
        ? decideInProject(rights, action, resource, role)
        : refuse("You have no role in this project.", true);
  }
}

function decideInProject(rights: Rights, action: Action, resource: Resource, role: Role): Decision {
  switch (action) {
    case "project:read":
      return ALLOWED;
    case "definition:propose":
    case "definition:create":
    case "values:read":
    case "preview:run":
    case "dataset:build":
      return contributes(role) ? ALLOWED : refuse("This takes the contributor role; an admin can grant it.");
    case "dataset:delete":
      return role === "steward" ? ALLOWED : refuse("Only a steward or an admin deletes a dataset.");
    case "data:write":
    case "data:materialize":
    case "definition:change": {
      const owner = resource.ownerTeamId ?? null;
      if (owner !== null && rights.teamIds.includes(owner)) return ALLOWED;
      if (owner === null && role === "steward") return ALLOWED;
      return refuse(
        owner === null
          ? "Nobody owns this yet: a steward or an admin may change it."
          : "Only members of the owner team, or an admin, may change this.",
      );
    }
    default:
      return refuse("This is not allowed.");
  }
}

function contributes(role: Role): boolean {
  return role === "contributor" || role === "steward";
}

function refuse(reason: string, hidden = false): Decision {
  return { allowed: false, reason, hidden };
}
