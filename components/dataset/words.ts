import type { DeclaredLabel } from "@/lib/contracts/datasets";
import type { PreviewFeature } from "@/lib/contracts/preview";

/** How far a dataset is, in a word or two. */
export const STATUS_WORDS = {
  queued: "waiting",
  building: "building",
  built: "built",
  failed: "failed",
  cancelled: "cancelled",
  deleted: "deleted",
} as const;

/** The page of one version. */
export function datasetHref(project: string, name: string, version: number): string {
  return `/p/${project}/datasets/${name}@v${version}`;
}

/** What is joined, in a few words: `group:feature`, a group in a role, or a service. */
export function featureText(feature: PreviewFeature): string {
  if (typeof feature === "string") return feature;
  if ("service" in feature) return `service ${feature.service}`;
  const { group, as, features } = feature;
  return `${group}:${features?.join(",") ?? "*"}${as === undefined ? "" : ` as ${as}`}`;
}

/** What is learnt: a column, or what is counted, with its literal interval. */
export function labelText(label: string | DeclaredLabel): string {
  if (typeof label === "string") return label;
  const { name, fn, column, where, source, window, matures_after: matures } = label;
  const counted = `${fn}(${column ?? ""}) of ${source}${where === null ? "" : ` where ${where}`}`;
  return `${name} = ${counted} in (t, t + ${window}], mature after ${matures ?? window}`;
}
