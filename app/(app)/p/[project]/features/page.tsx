import type { PageInput } from "@/lib/server/page";
import { CatalogIndex, indexMetadata } from "../catalog-index";

type Input = PageInput<{ project: string }>;

export const generateMetadata = (input: Input) => indexMetadata("feature", input);

export default function FeaturesPage(input: Input) {
  return <CatalogIndex kind="feature" {...input} />;
}
