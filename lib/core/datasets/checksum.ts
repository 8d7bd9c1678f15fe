/**
 * How the content checksum of a training dataset is computed. It depends on names, types, values and their order, and on
 * nothing else: not on the file format, the number of files, the engine or its version.
 *
 * 1. The text of a value: `true` `false`; whole numbers and decimals as digits with all places of their scale; floats as
 *    C's `%.17g`; text as it is; bytes as upper-case hex; dates `YYYY-MM-DD`; `timestamp` and `timestamp_ntz` as whole
 *    microseconds since 1970-01-01 00:00 (in UTC, or on the wall clock); lists, embeddings and structs as DuckDB writes
 *    them as text.
 * 2. The text of a row: for each column in order `-` for null, else the value's length in bytes of UTF-8, `:` and the
 *    value. No two rows share a text.
 * 3. The digest of a row: SHA-256 of its text. Of a block of 65 536 rows: SHA-256 of its rows' digests one after the
 *    other. Of the dataset: SHA-256 of the canonical JSON of `[[name, type], …]`, a line feed, and the blocks' digests
 *    one after the other. Digests are written as lower-case hex.
 */
export const CHECKSUM_BLOCK_ROWS = 65_536;
