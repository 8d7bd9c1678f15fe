import type { Metadata } from "next";
import { CreateTokenDialog } from "@/components/people/token-forms";
import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { openPage } from "@/lib/server/page";
import { listProjects } from "@/lib/services/projects/list";
import { type ListedToken, listTokens } from "@/lib/services/tokens/list";
import { createTokenAction } from "./actions";

export const metadata: Metadata = { title: "API tokens" };

export default async function TokensPage() {
  return openPage({}, async ({ ctx, now }) => {
    const [tokens, projects] = await Promise.all([listTokens(ctx), listProjects(ctx)]);
    const create = (
      <CreateTokenDialog projects={projects.map(({ name }) => name)} createToken={createTokenAction} />
    );
    return (
      <>
        <PageHeader title="API tokens" actions={create}>
          For the command line, CI and services. A token acts as you, within its scopes, and never beyond what
          you may do at that moment.
        </PageHeader>
        <DataTable
          id="tokens"
          label="Your API tokens"
          columns={COLUMNS}
          rows={tokens.map(toRow)}
          now={now}
          sorting="local"
          defaultSort="-created"
          noun="token"
          empty={
            <EmptyState title="You have no API tokens">
              Create one to use the <code>asof</code> command, or to call the API from CI.
            </EmptyState>
          }
        />
      </>
    );
  });
}

const COLUMNS: readonly TableColumn[] = [
  { id: "name", header: "Name", kind: "text", sortable: true },
  { id: "prefix", header: "Starts with", kind: "mono", width: 160, hint: "The part that is not secret" },
  { id: "status", header: "Status", kind: "chips", sortable: true, width: 96 },
  { id: "scopes", header: "Scopes", kind: "chips" },
  { id: "project", header: "Project", kind: "mono", sortable: true, empty: "Every project you may use" },
  { id: "lastUsed", header: "Last used", kind: "time", sortable: true, empty: "Never used" },
  { id: "created", header: "Created", kind: "time", sortable: true },
  { id: "expires", header: "Expires", kind: "time", sortable: true },
];

function toRow(token: ListedToken): TableRow {
  return {
    id: token.id,
    cells: {
      name: { text: token.name, href: `/settings/tokens/${token.id}` },
      prefix: `asof_${token.prefix}`,
      status: [{ text: token.status, tone: token.status === "active" ? "safe" : "neutral" }],
      scopes: token.scopes,
      project: token.project,
      lastUsed: token.lastUsedAt?.toISOString() ?? null,
      created: token.createdAt.toISOString(),
      expires: token.expiresAt.toISOString(),
    },
  };
}
