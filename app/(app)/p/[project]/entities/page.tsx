import type { PageInput } from "@/lib/server/page";
import { CatalogIndex, indexMetadata } from "../catalog-index";

type Input = PageInput<{ project: string }>;

export const generateMetadata = (input: Input) => indexMetadata("entity", input);

export default function EntitiesPage(input: Input) {
  return <CatalogIndex kind="entity" {...input} />;
}
