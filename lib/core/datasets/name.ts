import { isName } from "@/lib/core/model/ref";

/** Words that stand below `/datasets/` for pages and addresses of their own. */
const RESERVED = ["coverage", "new", "preview"];

/** A training dataset by its name: `delays` (its latest version) or `delays@v2`. */
export interface DatasetRef {
  name: string;
  /** `null` = the latest. */
  version: number | null;
}

const PATTERN = /^([a-z0-9_]+)(?:@v([1-9]\d{0,8}))?$/;

/** @returns the parts of a reference, or `null` when the text is not one. */
export function parseDatasetRef(text: string): DatasetRef | null {
  const [, name = "", version] = PATTERN.exec(text) ?? [];
  if (!isDatasetName(name)) return null;
  return { name, version: version === undefined ? null : Number(version) };
}

/** @returns whether a dataset may have this name. */
export function isDatasetName(text: string): boolean {
  return isName(text) && !RESERVED.includes(text);
}
