import { ForbiddenState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageBody, PageHeader } from "@/components/ui/page-header";

export default function Forbidden() {
  return (
    <PageBody>
      <PageHeader title="Not for your role" />
      <ForbiddenState
        what="open this page"
        needs="a role or an ownership that you do not have"
        grantedBy={[]}
      />
      <p>
        <LinkButton href="/">Home</LinkButton>
      </p>
    </PageBody>
  );
}
