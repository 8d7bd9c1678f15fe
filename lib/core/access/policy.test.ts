import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  type Action,
  can,
  canGrant,
  type Decision,
  POLICY_TAGS,
  type Resource,
  type Rights,
  ROLES,
  SCOPES,
  type Scope,
  seesProtectedValues,
} from "./policy";

const P = "project";
const OTHER_PROJECT = "other-project";
const OWNER = "owner-team";
const ME = "me";

const person = (rights: Partial<Rights> = {}): Rights => ({
  personId: ME,
  isAdmin: false,
  roles: {},
  teamIds: [],
  scopes: null,
  onlyProjectId: null,
  ...rights,
});

const ACTORS = {
  nobody: person({ personId: null }),
  disabled: person({ personId: null, scopes: [] }),
  stranger: person(),
  viewer: person({ roles: { [P]: "viewer" } }),
  contributor: person({ roles: { [P]: "contributor" } }),
  steward: person({ roles: { [P]: "steward" } }),
  owner: person({ roles: { [P]: "contributor" }, teamIds: [OWNER] }),
  ownerWithoutRole: person({ teamIds: [OWNER] }),
  admin: person({ isAdmin: true }),
  system: person({ personId: null, isAdmin: true }),
} satisfies Record<string, Rights>;

type ActorName = keyof typeof ACTORS;
const ACTOR_NAMES = Object.keys(ACTORS) as ActorName[];

const IN_PROJECT: Resource = { projectId: P };
const OWNED: Resource = { projectId: P, ownerTeamId: OWNER };
const UNOWNED: Resource = { projectId: P, ownerTeamId: null };
const OWN: Resource = { personId: ME };
const SOMEBODYS: Resource = { personId: "somebody-else" };

const PEOPLE: ActorName[] = ["stranger", "viewer", "contributor", "steward", "owner", "ownerWithoutRole"];
const WITH_ROLE: ActorName[] = ["viewer", "contributor", "steward", "owner"];
const CONTRIBUTORS: ActorName[] = ["contributor", "steward", "owner"];
const ADMINS: ActorName[] = ["admin", "system"];

// Action, what it is about, who may; whether a refusal hides that it exists from those without a role.
const TABLE: [Action, string, Resource, ActorName[], hides: boolean][] = [
  ["session:open", "", {}, [...PEOPLE, ...ADMINS, "nobody"], false],
  ["account:change", "own", OWN, [...PEOPLE, "admin"], false],
  ["account:change", "somebody else's", SOMEBODYS, [], false],
  ["account:change", "nobody's", {}, [], false],
  ["project:read", "", IN_PROJECT, [...WITH_ROLE, ...ADMINS], true],
  ["project:create", "", {}, ADMINS, false],
  ["definition:propose", "", IN_PROJECT, [...CONTRIBUTORS, ...ADMINS], true],
  ["definition:create", "", IN_PROJECT, [...CONTRIBUTORS, ...ADMINS], true],
  ["definition:change", "owned", OWNED, ["owner", ...ADMINS], true],
  ["definition:change", "unowned", UNOWNED, ["steward", ...ADMINS], true],
  ["values:read", "", IN_PROJECT, [...CONTRIBUTORS, ...ADMINS], true],
  ["preview:run", "", IN_PROJECT, [...CONTRIBUTORS, ...ADMINS], true],
  ["team:create", "by page", {}, [...CONTRIBUTORS, ...ADMINS], false],
  ["team:create", "by file", IN_PROJECT, [...CONTRIBUTORS, ...ADMINS], false],
  ["team:create", "by file of another project", { projectId: OTHER_PROJECT }, ADMINS, false],
  ["team:change", "own team", { teamId: OWNER }, ["owner", "ownerWithoutRole", ...ADMINS], false],
  ["team:change", "another team", { teamId: "another" }, ADMINS, false],
  ["team:change", "no team", {}, ADMINS, false],
  ["team:read", "", {}, [...PEOPLE, ...ADMINS], false],
  ["person:read", "", {}, [...PEOPLE, ...ADMINS], false],
  ["people:manage", "", {}, ADMINS, false],
  ["people:manage", "oneself", OWN, ADMINS, false],
  ["token:manage", "own", OWN, [...PEOPLE, ...ADMINS], false],
  ["token:manage", "somebody else's", SOMEBODYS, ADMINS, false],
  ["token:manage", "nobody's", {}, ADMINS, false],
  ["audit:read", "of the project", IN_PROJECT, [...WITH_ROLE, ...ADMINS], true],
  ["audit:read", "of everything", {}, ADMINS, false],
  ["system:read", "", {}, [...PEOPLE, ...ADMINS], false],
  ["system:check", "", {}, [...CONTRIBUTORS, ...ADMINS], false],
];
const ACTIONS = [...new Set(TABLE.map(([action]) => action))];

const SCOPE_FOR: Record<Scope, Action[]> = {
  read: ["project:read", "team:read", "person:read", "system:read", "audit:read", "definition:propose"],
  values: ["values:read", "preview:run", "system:check"],
  write: ["definition:create", "definition:change", "team:create", "team:change"],
  admin: ["project:create", "people:manage", "token:manage"],
};

describe("can", () => {
  const cases = TABLE.flatMap(([action, about, resource, allowed, hides]) =>
    ACTOR_NAMES.map((actor) => ({ action, about, resource, actor, allowed: allowed.includes(actor), hides })),
  );

  it.each(cases)("$actor · $action $about → $allowed", ({ action, resource, actor, allowed, hides }) => {
    const decision = can(ACTORS[actor], action, resource);
    expect(decision.allowed).toBe(allowed);
    if (!decision.allowed) {
      expect(decision.reason).toMatch(/^[A-Z].*\.$/);
      const hasRole = Object.keys(ACTORS[actor].roles).length > 0;
      const lacksScope = ACTORS[actor].scopes !== null;
      expect(decision.hidden).toBe(hides && !hasRole && !lacksScope);
    }
  });

  it("never lets a role of one project count in another", () => {
    for (const role of ROLES) {
      const rights = person({ roles: { [OTHER_PROJECT]: role }, teamIds: [OWNER] });
      for (const [action, , resource] of TABLE.filter(([, , about]) => about.projectId === P)) {
        expect(can(rights, action, resource).allowed).toBe(false);
      }
    }
  });
});

describe("tokens", () => {
  it.each(SCOPES)("S11: the scope %s opens exactly its actions, even for an admin", (scope) => {
    const rights = { ...ACTORS.admin, scopes: [scope] };
    const opened = ACTIONS.filter((action) => can(rights, action, { ...OWN, projectId: P }).allowed);
    expect(new Set(opened)).toEqual(new Set(SCOPE_FOR[scope]));
  });

  it("S11: with every scope never change an account or open a session", () => {
    const rights = { ...ACTORS.admin, scopes: SCOPES };
    expect(can(rights, "account:change", OWN).allowed).toBe(false);
    expect(can(rights, "session:open").allowed).toBe(false);
  });

  const anyRights = fc.record({
    actor: fc.constantFrom(...ACTOR_NAMES),
    scopes: fc.subarray([...SCOPES]),
    onlyProjectId: fc.constantFrom(null, P, OTHER_PROJECT),
  });
  test.prop([anyRights, fc.constantFrom(...TABLE)])(
    "S11: a token never may what its person may not",
    ({ actor, scopes, onlyProjectId }, [action, , resource]) => {
      const withToken: Decision = can({ ...ACTORS[actor], scopes, onlyProjectId }, action, resource);
      if (withToken.allowed) expect(can(ACTORS[actor], action, resource).allowed).toBe(true);
    },
  );

  it("S11: bound to a project reach no other, and outside of projects only read", () => {
    const rights = { ...ACTORS.admin, scopes: SCOPES, onlyProjectId: OTHER_PROJECT };
    const inProject = TABLE.filter(([, , resource]) => resource.projectId === P);
    for (const [action, , resource] of inProject) {
      expect(can(rights, action, resource)).toMatchObject({ allowed: false, hidden: true });
    }
    const outside = ACTIONS.filter((action) => can(rights, action, {}).allowed);
    expect(new Set(outside)).toEqual(new Set(["team:read", "person:read", "system:read"]));
    expect(can(rights, "definition:create", { projectId: OTHER_PROJECT }).allowed).toBe(true);
  });

  it("S11: only make tokens that may do no more than themselves", () => {
    const rights = { ...ACTORS.admin, scopes: ["read", "admin"] as const, onlyProjectId: P };
    expect(canGrant(rights, { scopes: ["read"], projectId: P }).allowed).toBe(true);
    expect(canGrant(rights, { scopes: ["read", "write"], projectId: P }).allowed).toBe(false);
    expect(canGrant(rights, { scopes: ["read"], projectId: null }).allowed).toBe(false);
    expect(canGrant(rights, { scopes: ["read"], projectId: OTHER_PROJECT }).allowed).toBe(false);
    expect(canGrant(ACTORS.stranger, { scopes: SCOPES, projectId: null }).allowed).toBe(true);
  });
});

describe("seesProtectedValues", () => {
  it.each(POLICY_TAGS)("shows values tagged %s to stewards of the project and admins only", (tag) => {
    const seeing = ACTOR_NAMES.filter((actor) => seesProtectedValues(ACTORS[actor], P, ["delay", tag]));
    expect(seeing).toEqual(["steward", "admin", "system"]);
  });

  it("shows values without a policy tag to whoever may read values at all", () => {
    expect(seesProtectedValues(ACTORS.contributor, P, ["delay"])).toBe(true);
    expect(seesProtectedValues(ACTORS.contributor, P, [])).toBe(true);
  });

  it("S11: needs the scope and the project of a token too", () => {
    expect(seesProtectedValues({ ...ACTORS.steward, scopes: ["read"] }, P, ["pii"])).toBe(false);
    expect(seesProtectedValues({ ...ACTORS.steward, scopes: ["values"] }, P, ["pii"])).toBe(true);
    const bound = { ...ACTORS.admin, scopes: SCOPES, onlyProjectId: OTHER_PROJECT };
    expect(seesProtectedValues(bound, P, ["pii"])).toBe(false);
  });
});
