"use client";

import { usePathname } from "next/navigation";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { crumbsOf } from "./crumbs";

export function PathBreadcrumbs() {
  return <Breadcrumbs items={crumbsOf(usePathname())} />;
}
