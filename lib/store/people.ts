import "server-only";
import type { Prisma } from "@/generated/prisma/client";
import { type Person, type PersonStatus, statusOfPerson } from "@/lib/core/access/person";
import type { Role } from "@/lib/core/access/policy";
import type { Db } from "./client";

// better-auth's name for accounts that sign in with an e-mail address and a password.
const PASSWORD_PROVIDER = "credential";

const PERSON_COLUMNS = {
  id: true,
  name: true,
  email: true,
  isAdmin: true,
  isDemo: true,
  disabledAt: true,
  createdAt: true,
} as const;
const WITH_ACCOUNT = {
  ...PERSON_COLUMNS,
  accounts: { where: { providerId: PASSWORD_PROVIDER }, select: { password: true }, take: 1 },
} as const;
const WITH_ROLES = {
  ...WITH_ACCOUNT,
  roles: { select: { role: true, project: { select: { id: true, name: true } } } },
} as const;

export interface ProjectRoleRow {
  projectId: string;
  project: string;
  role: Role;
}

export interface ListedPerson extends Person {
  status: PersonStatus;
  roles: ProjectRoleRow[];
}

export async function findPerson(db: Db, id: string): Promise<Person | null> {
  return await db.person.findUnique({ where: { id }, select: PERSON_COLUMNS });
}

export async function findPersonByEmail(db: Db, email: string): Promise<Person | null> {
  return await db.person.findUnique({ where: { email }, select: PERSON_COLUMNS });
}

/** The person with the hash to check a password against; `null` hash = none is set. */
export async function findPersonToSignIn(
  db: Db,
  by: { email: string } | { id: string },
): Promise<{ person: Person; passwordHash: string | null } | null> {
  const row = await db.person.findUnique({ where: by, select: WITH_ACCOUNT });
  if (!row) return null;
  const { accounts, ...person } = row;
  return { person, passwordHash: accounts[0]?.password ?? null };
}

/** By name; status and roles included. */
export async function listPeople(db: Db, limit: number): Promise<ListedPerson[]> {
  return await listWhere(db, {}, [{ name: "asc" }, { id: "asc" }], limit);
}

export async function findListedPerson(db: Db, id: string): Promise<ListedPerson | null> {
  const [person] = await listWhere(db, { id }, [], 1);
  return person ?? null;
}

/** In the order they were made. */
export async function listDemoPeople(db: Db): Promise<ListedPerson[]> {
  return await listWhere(db, { isDemo: true, disabledAt: null }, [{ createdAt: "asc" }, { id: "asc" }], 20);
}

export async function listRoles(db: Db, personId: string): Promise<ProjectRoleRow[]> {
  const rows = await db.projectRole.findMany({
    where: { personId },
    select: { role: true, project: { select: { id: true, name: true } } },
  });
  return rows.map(toRole).sort(byProject);
}

/** Admins who can sign in: with a password, not disabled. Demo people count only when asked for. */
export async function countAdmins(db: Db, including: { demo: boolean }): Promise<number> {
  const hasPassword = { accounts: { some: { providerId: PASSWORD_PROVIDER } } };
  return await db.person.count({
    where: {
      isAdmin: true,
      disabledAt: null,
      ...(including.demo ? { OR: [hasPassword, { isDemo: true }] } : { isDemo: false, ...hasPassword }),
    },
  });
}

interface NewPerson {
  id: string;
  name: string;
  email: string;
  isAdmin: boolean;
  isDemo: boolean;
  createdAt: Date;
}

export async function insertPerson(db: Db, person: NewPerson): Promise<void> {
  await db.person.create({ data: { ...person, updatedAt: person.createdAt } });
}

export async function renamePerson(db: Db, id: string, name: string): Promise<void> {
  await db.person.update({ where: { id }, data: { name } });
}

/** @returns false when the person was so already. */
export async function setDisabled(db: Db, id: string, disabledAt: Date | null): Promise<boolean> {
  const { count } = await db.person.updateMany({
    where: { id, disabledAt: disabledAt === null ? { not: null } : null },
    data: { disabledAt },
  });
  return count === 1;
}

/** @returns false when the person was so already. */
export async function setIsAdmin(db: Db, id: string, isAdmin: boolean): Promise<boolean> {
  const { count } = await db.person.updateMany({ where: { id, isAdmin: !isAdmin }, data: { isAdmin } });
  return count === 1;
}

export async function setPassword(
  db: Db,
  personId: string,
  password: { hash: string; at: Date; newId: () => string },
): Promise<void> {
  const { hash, at, newId } = password;
  await db.account.upsert({
    where: { providerId_accountId: { providerId: PASSWORD_PROVIDER, accountId: personId } },
    create: {
      id: newId(),
      providerId: PASSWORD_PROVIDER,
      accountId: personId,
      userId: personId,
      password: hash,
      createdAt: at,
      updatedAt: at,
    },
    update: { password: hash, updatedAt: at },
  });
}

/** @returns false when another password was set meanwhile. */
export async function replacePassword(
  db: Db,
  personId: string,
  password: { oldHash: string; newHash: string; at: Date },
): Promise<boolean> {
  const { count } = await db.account.updateMany({
    where: { userId: personId, providerId: PASSWORD_PROVIDER, password: password.oldHash },
    data: { password: password.newHash, updatedAt: password.at },
  });
  return count === 1;
}

/** @returns the role there was; `null` = none. A `role` of null takes it away. */
export async function setProjectRole(
  db: Db,
  key: { personId: string; projectId: string },
  role: Role | null,
  newId: () => string,
): Promise<Role | null> {
  const before = await db.projectRole.findUnique({ where: { projectId_personId: key } });
  if (role === null) {
    await db.projectRole.deleteMany({ where: key });
  } else if (before) {
    await db.projectRole.update({ where: { id: before.id }, data: { role } });
  } else {
    await db.projectRole.create({ data: { id: newId(), ...key, role } });
  }
  return before ? (before.role as Role) : null;
}

async function listWhere(
  db: Db,
  where: Prisma.PersonWhereInput,
  orderBy: Prisma.PersonOrderByWithRelationInput[],
  limit: number,
): Promise<ListedPerson[]> {
  const rows = await db.person.findMany({ where, select: WITH_ROLES, orderBy, take: limit });
  return rows.map(({ accounts, roles, ...person }) => ({
    ...person,
    status: statusOfPerson(person, Boolean(accounts[0]?.password)),
    roles: roles.map(toRole).sort(byProject),
  }));
}

// The CHECK constraint project_role_role holds the text to the three roles.
function toRole(row: { role: string; project: { id: string; name: string } }): ProjectRoleRow {
  return { projectId: row.project.id, project: row.project.name, role: row.role as Role };
}

function byProject(a: ProjectRoleRow, b: ProjectRoleRow): number {
  return a.project < b.project ? -1 : 1;
}
