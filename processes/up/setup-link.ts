import { newId } from "@/lib/server/ids";
import { createSetupLink } from "@/lib/services/people/create-setup-link";
import { openStore } from "@/lib/store/client";

/** The path of the one-time page that makes the first admin; `null` when there is one already. */
export async function setupPath(databaseUrl: string): Promise<string | null> {
  const store = openStore(databaseUrl, 1);
  try {
    const link = await createSetupLink({ store, now: () => new Date(), newId: () => newId() });
    return link?.path ?? null;
  } finally {
    await store.close();
  }
}
