/** What the Preview page offers to choose from. JSON-safe: it travels to the browser. */
export interface PreviewOptions {
  groups: PreviewGroupOption[];
  sources: PreviewSourceOption[];
  /** Groups whose features cannot be joined directly, each with the reason. */
  notJoinable: { name: string; reason: string }[];
  /** Features of all joinable groups; more than are listed when the list is cut. */
  featureCount: number;
}

export interface PreviewGroupOption {
  name: string;
  /** The latest version; features without a version in their reference follow it. */
  version: number;
  entity: string;
  keys: string[];
  /** The source its rows come from, when that is one of `sources`: what a spine is drawn from by default. */
  source: string | null;
  features: { name: string; type: string; unit: string | null; description: string | null }[];
}

export interface PreviewSourceOption {
  name: string;
  eventTime: string | null;
  columns: { name: string; type: string }[];
}
