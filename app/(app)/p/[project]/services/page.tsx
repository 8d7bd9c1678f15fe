import type { PageInput } from "@/lib/server/page";
import { CatalogIndex, indexMetadata } from "../catalog-index";

type Input = PageInput<{ project: string }>;

export const generateMetadata = (input: Input) => indexMetadata("service", input);

export default function ServicesPage(input: Input) {
  return <CatalogIndex kind="service" {...input} />;
}
