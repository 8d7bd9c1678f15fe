import "server-only";
import { type AuditItem, listAuditEntries } from "@/lib/store/audit";
import { type LaggingPin, listExpiringTokens, listLaggingPins } from "@/lib/store/home";
import { listProjects, type ProjectSummary } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { getHealth, type Health } from "../system/health";
import { visibleProjectIds } from "../visible-projects";

export interface Home {
  projects: ProjectSummary[];
  changes: AuditItem[];
  /** What somebody should act on, and this person can. */
  waiting: {
    laggingPins: LaggingPin[];
    ownerless: { project: string; count: number }[];
    expiringTokens: { name: string; expiresAt: Date }[];
  };
  health: Health;
}

const CHANGES_MAX = 12;
const TOKEN_NOTICE_MS = 14 * 86_400_000;

/** What changed, what waits for the person, and whether everything answers. */
export async function getHome(ctx: ServiceContext): Promise<Home> {
  authorize(ctx, "system:read");
  const { rights } = ctx.actor;
  const ids = visibleProjectIds(ctx);
  const [health, rest] = await Promise.all([
    getHealth(ctx),
    read(ctx, async (db) => {
      const [projects, changes, laggingPins, expiringTokens] = await Promise.all([
        listProjects(db, ids),
        listAuditEntries(db, { projectIds: ids, limit: CHANGES_MAX }),
        listLaggingPins(db, ids, rights.isAdmin ? null : rights.teamIds),
        listExpiringTokens(db, rights.personId, new Date(ctx.now().getTime() + TOKEN_NOTICE_MS)),
      ]);
      const mine = projects.filter((project) => rights.isAdmin || rights.roles[project.id] === "steward");
      const ownerless = mine
        .filter((project) => project.ownerlessCount > 0)
        .map((project) => ({ project: project.name, count: project.ownerlessCount }));
      return { projects, changes, waiting: { laggingPins, ownerless, expiringTokens } };
    }),
  ]);
  return { ...rest, health };
}
