/** One thing the palette found. */
export interface PaletteResult {
  href: string;
  label: string;
  /** What kind of thing it is: "feature", "feature group". */
  kind: string;
  /** Where it belongs: a group, a project. */
  detail?: string;
}

/** What the palette asks; `at` = the past moment that it is about, `null` = now. */
export type PaletteSearch = (query: string, at: string | null) => Promise<readonly PaletteResult[]>;
