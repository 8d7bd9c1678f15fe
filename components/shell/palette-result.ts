/** One thing the palette found. */
export interface PaletteResult {
  href: string;
  label: string;
  /** What kind of thing it is: "feature", "feature group". */
  kind: string;
  /** Where it belongs: a group, a project. */
  detail?: string;
}

export type PaletteSearch = (query: string) => Promise<readonly PaletteResult[]>;
