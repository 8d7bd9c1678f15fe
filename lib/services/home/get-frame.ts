import "server-only";
import { findPerson } from "@/lib/store/people";
import { type ProjectSummary, summarizeProjects } from "@/lib/store/projects";
import { findLatestRun } from "@/lib/store/runs";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { visibleProjectIds } from "../visible-projects";

export interface DemoProgress {
  state: "building" | "ready" | "failed";
  /** What it is doing, in a few words. */
  phase: string;
  /** 0..100, or `null` while unknown. */
  percent: number | null;
}

export interface Frame {
  person: { id: string | null; name: string; email: string };
  /** What the person may do, in words: "admin", "steward in flights". */
  role: string;
  projects: ProjectSummary[];
  /** `null` outside of demo mode, or before the demo has begun. */
  demo: DemoProgress | null;
}

/** What stands around every page: who is signed in, the projects they see, and how far the demo is. */
export async function getFrame(ctx: ServiceContext, input: { isDemoMode: boolean }): Promise<Frame> {
  authorize(ctx, "system:read");
  const { id, name, rights } = ctx.actor;
  return await read(ctx, async (db) => {
    const [person, projects, run] = await Promise.all([
      id === null ? null : findPerson(db, id),
      summarizeProjects(db, visibleProjectIds(ctx)),
      input.isDemoMode ? findLatestRun(db, "demo") : null,
    ]);
    const roles = projects.flatMap((project) => {
      const role = rights.roles[project.id];
      return role ? [`${role} in ${project.name}`] : [];
    });
    return {
      person: { id, name: person?.name ?? name, email: person?.email ?? "" },
      role: rights.isAdmin ? "admin" : roles.join(", ") || "no role yet",
      projects,
      demo: run && progressOf(run),
    };
  });
}

function progressOf({ status, progress }: { status: string; progress: unknown }): DemoProgress {
  const { percent, phase } = (progress ?? {}) as { percent?: unknown; phase?: unknown };
  return {
    state: status === "succeeded" ? "ready" : status === "failed" ? "failed" : "building",
    phase: typeof phase === "string" ? phase : "",
    percent: typeof percent === "number" ? percent : null,
  };
}
