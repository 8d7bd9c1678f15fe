import type { Metadata } from "next";
import { ConfirmButton } from "@/components/people/action-button";
import { RotateTokenDialog } from "@/components/people/token-forms";
import { Chip, Chips } from "@/components/ui/chip";
import { KeyValues } from "@/components/ui/key-values";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { TokenInput } from "@/lib/contracts/people";
import { openPage, type PageInput } from "@/lib/server/page";
import { parseAddress } from "@/lib/server/validation";
import { getToken } from "@/lib/services/tokens/get";
import { revokeTokenAction, rotateTokenAction } from "../actions";

export const metadata: Metadata = { title: "API token" };

export default async function TokenPage(input: PageInput<{ id: string }>) {
  return openPage(input, async ({ ctx, params, now }) => {
    const token = await getToken(ctx, parseAddress(TokenInput, { tokenId: params.id }, "This token"));
    const isActive = token.status === "active";
    return (
      <>
        <PageHeader
          title={token.name}
          chips={<Chip tone={isActive ? "safe" : "neutral"}>{token.status}</Chip>}
          actions={
            <>
              {isActive && token.isOwn ? (
                <RotateTokenDialog tokenId={token.id} rotateToken={rotateTokenAction} />
              ) : null}
              {token.status === "revoked" ? null : (
                <ConfirmButton
                  label="Revoke"
                  title="Revoke this token"
                  pendingLabel="Revoking …"
                  done="Token revoked"
                  variant="danger"
                  input={{ tokenId: token.id }}
                  action={revokeTokenAction}
                >
                  Whatever uses it is refused from the next request on. This cannot be undone.
                </ConfirmButton>
              )}
            </>
          }
        />
        <KeyValues
          items={[
            { label: "Starts with", value: <code>asof_{token.prefix}</code> },
            {
              label: "Scopes",
              value: (
                <Chips>
                  {token.scopes.map((scope) => (
                    <Chip key={scope}>{scope}</Chip>
                  ))}
                </Chips>
              ),
            },
            { label: "Project", value: token.project ?? "every project its person may use" },
            { label: "Created", value: <Time at={token.createdAt.toISOString()} now={now} /> },
            { label: "Expires", value: <Time at={token.expiresAt.toISOString()} now={now} /> },
            {
              label: "Last used",
              value: token.lastUsedAt ? <Time at={token.lastUsedAt.toISOString()} now={now} /> : "never",
            },
            {
              label: "Revoked",
              value: token.revokedAt ? <Time at={token.revokedAt.toISOString()} now={now} /> : null,
            },
          ]}
        />
      </>
    );
  });
}
