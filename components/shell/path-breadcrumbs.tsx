"use client";

import { usePathname } from "next/navigation";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { crumbsOf } from "./crumbs";
import { useMoment } from "./use-moment";

export function PathBreadcrumbs() {
  const { stay } = useMoment();
  return (
    <Breadcrumbs items={crumbsOf(usePathname()).map((crumb) => ({ ...crumb, href: stay(crumb.href) }))} />
  );
}
