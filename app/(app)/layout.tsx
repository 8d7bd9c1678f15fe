import { cookies } from "next/headers";
import { type ReactNode, Suspense } from "react";
import { AsOfBanner } from "@/components/catalog/as-of-banner";
import { DemoBanner } from "@/components/catalog/demo-banner";
import { searchPalette } from "@/components/catalog/palette-search";
import { navProject } from "@/components/catalog/words";
import { readPreferences } from "@/components/shell/preferences";
import { Shell } from "@/components/shell/shell";
import { getContainer } from "@/lib/server/container";
import { openPage } from "@/lib/server/page";
import { getFrame } from "@/lib/services/home/get-frame";
import { signOutAction } from "../(auth)/sign-out/actions";

/** The frame of every page for people who are signed in. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const { isDemo } = getContainer().env;
  return openPage({}, async ({ ctx }) => {
    const { person, role, projects, demo } = await getFrame(ctx, { isDemoMode: isDemo });
    return (
      <Shell
        projects={projects.map(navProject)}
        project={projects[0]?.name ?? null}
        person={{ name: person.name, email: person.email, href: `/people/${person.id}`, role }}
        preferences={readPreferences((name) => jar.get(name)?.value)}
        signOut={signOutAction}
        search={searchPalette}
        banners={
          <>
            {demo ? <DemoBanner progress={demo} /> : null}
            <Suspense>
              <AsOfBanner />
            </Suspense>
          </>
        }
      >
        {children}
      </Shell>
    );
  });
}
