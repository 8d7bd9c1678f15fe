import type { ReactNode } from "react";
import { PageBody } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { can } from "@/lib/core/access/policy";
import { openPage } from "@/lib/server/page";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  return openPage({}, async ({ ctx }) => {
    const managesPeople = can(ctx.actor.rights, "people:manage").allowed;
    const tabs = [
      { href: "/settings", label: "Your account" },
      { href: "/settings/tokens", label: "API tokens" },
      { href: "/settings/conformance", label: "Conformance" },
      ...(managesPeople ? [{ href: "/settings/people", label: "People" }] : []),
    ];
    return (
      <PageBody>
        <Tabs label="Settings" items={tabs} />
        {children}
      </PageBody>
    );
  });
}
