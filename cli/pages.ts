import { LIST_LIMIT_MAX } from "@/lib/contracts/api/values";

interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** Reads pages of a list until there are `limit` items. `more` = the list goes on. */
export async function collectPages<Item>(
  limit: number,
  readPage: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<{ items: Item[]; more: boolean }> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const size = Math.min(LIST_LIMIT_MAX, limit - items.length);
    const page: Page<Item> = await readPage({ limit: size, ...(cursor === null ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < limit);
  return { items, more: cursor !== null };
}
