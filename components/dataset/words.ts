/** How far a dataset is, in a word or two. */
export const STATUS_WORDS = {
  queued: "waiting",
  building: "building",
  built: "built",
  failed: "failed",
  cancelled: "cancelled",
} as const;

/** The page of one version. */
export function datasetHref(project: string, name: string, version: number): string {
  return `/p/${project}/datasets/${name}@v${version}`;
}
