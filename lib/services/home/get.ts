import "server-only";
import { type AuditItem, listAuditEntries, listRecentChangeIds } from "@/lib/store/audit";
import { type LaggingPin, listExpiringTokens, listLaggingPins } from "@/lib/store/home";
import { type ProjectSummary, summarizeProjects } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { visibleProjectIds } from "../visible-projects";

export interface Home {
  projects: ProjectSummary[];
  /** What happened last in the projects, newest first: all entries of the newest changes. */
  changes: AuditItem[];
  /** What somebody should act on, and this person can. */
  waiting: {
    laggingPins: LaggingPin[];
    ownerless: { project: string; count: number }[];
    expiringTokens: { name: string; expiresAt: Date }[];
  };
}

const CHANGES_MAX = 10;
const ENTRIES_MAX = 400;
const TOKEN_NOTICE_MS = 14 * 86_400_000;

/** What changed and what waits for the person. */
export async function getHome(ctx: ServiceContext): Promise<Home> {
  authorize(ctx, "system:read");
  const { rights } = ctx.actor;
  const ids = visibleProjectIds(ctx);
  return await read(ctx, async (db) => {
    const [projects, laggingPins, expiringTokens] = await Promise.all([
      summarizeProjects(db, ids),
      listLaggingPins(db, ids, rights.isAdmin ? null : rights.teamIds),
      listExpiringTokens(db, rights.personId, new Date(ctx.now().getTime() + TOKEN_NOTICE_MS)),
    ]);
    const projectIds = projects.map((project) => project.id);
    const changeIds = await listRecentChangeIds(db, projectIds, CHANGES_MAX);
    const changes = await listAuditEntries(db, { projectIds, changeIds, limit: ENTRIES_MAX });
    const mine = projects.filter((project) => rights.isAdmin || rights.roles[project.id] === "steward");
    const ownerless = mine
      .filter((project) => project.ownerlessCount > 0)
      .map((project) => ({ project: project.name, count: project.ownerlessCount }));
    return { projects, changes, waiting: { laggingPins, ownerless, expiringTokens } };
  });
}
