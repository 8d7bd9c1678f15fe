import "server-only";
import { AppError } from "@/lib/core/errors";
import { findRevision } from "@/lib/store/change";
import { findProject } from "@/lib/store/projects";
import { change, read, type ServiceContext } from "../context";
import { authorizeChanges, authorizePlan } from "./authorize-changes";
import { type PlanResult, showPlan } from "./plan";
import { type DefinitionsInput, type Prepared, prepare } from "./prepare";
import { saveChanges } from "./save";

export interface ApplyInput extends DefinitionsInput {
  /** Why; stored with each new version and in the audit log. */
  message: string | null;
  /** Asked after each computation; throws to refuse. Holds until the commit, like everything the plan was computed on. */
  precondition?: () => Promise<void>;
}

export interface ApplyResult extends PlanResult {
  applied: true;
  versions: { group: string; number: number; level: "breaking" | "minor" }[];
}

const ATTEMPTS_MAX = 4;

/**
 * Applies definition files in one transaction: all of it, or nothing. Applying the same files again changes nothing.
 * What it was computed on is checked again under the lock; when somebody else was faster, it is computed anew.
 */
export async function applyDefinitions(ctx: ServiceContext, input: ApplyInput): Promise<ApplyResult> {
  const project = await read(ctx, (db) => findProject(db, input.project));
  authorizePlan(ctx, project?.id ?? null, input.project);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const prepared = await prepare(ctx, input);
    await input.precondition?.();
    authorizeChanges(ctx, prepared.registry, prepared.changes.changes);
    if (prepared.changes.changes.length === 0 || (await save(ctx, prepared, input.message)))
      return resultOf(prepared);
  }
  throw new AppError("CONFLICT", "Others keep changing the registry; try again in a moment.");
}

/** @returns false, with nothing written, when the registry is no longer what the plan was computed on. */
async function save(ctx: ServiceContext, prepared: Prepared, message: string | null): Promise<boolean> {
  try {
    await change(ctx, async (tx) => {
      const before = await findRevision(tx.db, tx.id);
      if (before !== prepared.revision) throw new StaleError();
      await saveChanges(tx, prepared, message);
    });
    return true;
  } catch (error) {
    if (error instanceof StaleError) return false;
    throw error;
  }
}

class StaleError extends Error {}

function resultOf(prepared: Prepared): ApplyResult {
  const versions = prepared.changes.changes.flatMap(({ name, version, level }) =>
    version === null || level === null ? [] : [{ group: name, number: version, level }],
  );
  return { ...showPlan(prepared), applied: true, versions };
}
