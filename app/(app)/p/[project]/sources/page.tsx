import type { PageInput } from "@/lib/server/page";
import { CatalogIndex, indexMetadata } from "../catalog-index";

type Input = PageInput<{ project: string }>;

export const generateMetadata = (input: Input) => indexMetadata("source", input);

export default function SourcesPage(input: Input) {
  return <CatalogIndex kind="source" {...input} />;
}
