import "server-only";
import { type Prisma, PrismaClient } from "@/generated/prisma/client";
import { storeAdapter } from "./adapter";
import { translateStoreError } from "./errors";
import { storeSpan } from "./spans";

/** What store functions take: the present, the past, or an open transaction, all alike. */
export type Db = Prisma.TransactionClient;

/** The metadata store: one PostgreSQL, read now or as of a past moment. */
export interface Store {
  /** Runs reads. With `at`, every table shows what was true at that moment (repeatable, one snapshot). */
  read<T>(at: Date | null, work: (db: Db) => Promise<T>): Promise<T>;
  /** Runs writes in one transaction. System-versioned tables need {@link Store.transaction} plus `begin_change()`: see change.ts. */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** For better-auth only. */
  prisma: PrismaClient;
  close(): Promise<void>;
}

const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 120_000 };

/** @param connectionLimitMax connections for the present; the past uses at most two more. */
export function openStore(databaseUrl: string, connectionLimitMax = 10): Store {
  const present = new PrismaClient({ adapter: storeAdapter(databaseUrl, connectionLimitMax, "public") });
  const past = new PrismaClient({ adapter: storeAdapter(databaseUrl, 2, "as_of") });
  return {
    prisma: present,
    read: (at, work) =>
      storeSpan(at === null ? "store read" : "store read as of", async () => {
        try {
          return at === null ? await work(present) : await readAsOf(past, at, work);
        } catch (error) {
          throw translateStoreError(error);
        }
      }),
    transaction: (work) =>
      storeSpan("store transaction", async () => {
        try {
          return await present.$transaction(work, TRANSACTION_LIMITS);
        } catch (error) {
          throw translateStoreError(error);
        }
      }),
    async close() {
      await Promise.all([present.$disconnect(), past.$disconnect()]);
    },
  };
}

function readAsOf<T>(past: PrismaClient, at: Date, work: (db: Db) => Promise<T>): Promise<T> {
  return past.$transaction(
    async (db) => {
      await db.$queryRaw`SELECT set_config('asof.moment', ${at.toISOString()}, true),
        set_config('search_path', 'as_of, public', true)`;
      return await work(db);
    },
    { ...TRANSACTION_LIMITS, isolationLevel: "RepeatableRead" },
  );
}
