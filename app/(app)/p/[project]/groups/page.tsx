import type { PageInput } from "@/lib/server/page";
import { CatalogIndex, indexMetadata } from "../catalog-index";

type Input = PageInput<{ project: string }>;

export const generateMetadata = (input: Input) => indexMetadata("group", input);

export default function GroupsPage(input: Input) {
  return <CatalogIndex kind="group" {...input} />;
}
