import "server-only";

/** What a stored file is known by. */
export interface StoredFile {
  bytes: number;
  /** SHA-256 of its bytes, hex. */
  sha256: string;
}

/**
 * Files that the product keeps for people: spines and datasets. Paths are relative to the engine's write root, with
 * forward slashes, and made by code; no source can name them. A file is whole or not there.
 *
 * Methods throw `AppError`: NOT_FOUND for a file that is not there, LIMIT for one that is too large.
 */
export interface FileStore {
  /** Writes a stream; durable once it returns. LIMIT as soon as there is one byte too many: nothing is left of it. */
  write(path: string, content: AsyncIterable<Uint8Array>, bytesMax: number): Promise<StoredFile>;
  /** Makes `to` hold the same bytes as `from`, whatever becomes of `from`. */
  copy(from: string, to: string): Promise<void>;
  /** A file as a stream, which gives all of it even when the file is removed meanwhile. */
  open(path: string): Promise<{ bytes: number; stream: ReadableStream<Uint8Array> }>;
  exists(path: string): Promise<boolean>;
  /** A file, or a folder with all it holds; nothing when it is gone already. */
  remove(path: string): Promise<void>;
  /** Removes what a killed process left half-written in a folder. */
  sweep(folder: string): Promise<void>;
  /** Removes the files at any depth below a folder that were last written before a moment. */
  expire(folder: string, before: Date): Promise<void>;
}

/** Names that start so are being written; nobody reads them. */
export const WRITING_PREFIX = ".writing-";
