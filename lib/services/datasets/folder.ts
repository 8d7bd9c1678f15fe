/** Everything of one dataset, below the engine's write root. */
export function datasetFolder(id: string): string {
  return `datasets/${id}`;
}

/** Its rows: part files, published as a whole. */
export function datasetData(id: string): string {
  return `${datasetFolder(id)}/data`;
}
