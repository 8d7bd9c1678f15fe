import type { Command } from "commander";
import { searchOperation } from "@/lib/contracts/api/catalog";
import { LIST_LIMIT } from "@/lib/contracts/api/values";
import { collectPages } from "../pages";
import { renderTable } from "../render/table";
import type { Register } from "../run";
import type { Session } from "../session";
import { positive } from "./format-option";

export function addSearchCommand(program: Command, register: Register): void {
  register(
    program
      .command("search")
      .description("search everything you may see: words, and filters such as owner:ops_analytics")
      .argument("<query...>", "what to look for")
      .option("-l, --limit <n>", "how many at most", positive, LIST_LIMIT),
    search,
  );
}

async function search(session: Session, words: string[], { limit }: { limit: number }): Promise<undefined> {
  const client = session.client();
  const project = session.givenProject;
  let total = 0;
  let isPartial = false;
  const { items, more } = await collectPages(limit, async (query) => {
    const page = await client.call(searchOperation, {
      query: { q: words.join(" "), ...(project === null ? {} : { project }), ...query },
    });
    total = page.total;
    isPartial = page.partial;
    return page;
  });
  if (session.isJson) session.printJson({ items, total, partial: isPartial, more });
  else if (items.length === 0) session.note("Nothing found.");
  else {
    if (isPartial) session.note("Not every word was found; these come close.");
    session.print(
      renderTable(
        [
          { title: "Kind", value: (row) => row.kind },
          { title: "Name", value: (row) => `${row.project}/${row.qualified}` },
          { title: "Type", value: (row) => row.type },
          { title: "Owner", value: (row) => row.owner },
          { title: "Description", value: (row) => row.description },
        ],
        items,
        { style: session.style, width: session.io.columns },
      ),
    );
    if (more) session.note(`${items.length} of ${total}; --limit shows more.`);
  }
  return undefined;
}
