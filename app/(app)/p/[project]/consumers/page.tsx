import type { PageInput } from "@/lib/server/page";
import { CatalogIndex, indexMetadata } from "../catalog-index";

type Input = PageInput<{ project: string }>;

export const generateMetadata = (input: Input) => indexMetadata("consumer", input);

export default function ConsumersPage(input: Input) {
  return <CatalogIndex kind="consumer" {...input} />;
}
