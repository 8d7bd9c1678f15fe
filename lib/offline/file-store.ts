import "server-only";

/**
 * Files that the product keeps for people: uploads, spines and datasets. Paths are relative to the engine's write root,
 * with forward slashes, and made by code; no source can name them. The engine writes them, this moves them about.
 */
export interface FileStore {
  /** Makes `to` hold the same bytes as `from`, whatever becomes of `from`; durable once it returns. NOT_FOUND without `from`. */
  copy(from: string, to: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** A file, or a folder with all it holds; nothing when it is gone already. */
  remove(path: string): Promise<void>;
}
