import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metadata } from "next";
import { Markdown } from "@/components/ui/markdown";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { openPage } from "@/lib/server/page";

export const metadata: Metadata = { title: "Expressions" };

const TITLE = /^# (.+)\n/;

/** The reference of the expression language, as it stands in the repository. */
export default async function ExpressionsPage() {
  return openPage({}, async () => {
    const text = await readFile(join(process.cwd(), "docs", "expressions.md"), "utf8");
    return (
      <PageBody>
        <PageHeader title={TITLE.exec(text)?.[1] ?? "Expressions"} />
        <Markdown of="page" text={text.replace(TITLE, "")} />
      </PageBody>
    );
  });
}
