import "server-only";
import { quoteName } from "../quote";
import type { Bound } from "./bind";

/** The greatest prime below 2^32: the square of anything smaller fits 64 bits. */
const PRIME = 4_294_967_291n;
/** Odd, large and coprime to the prime; without meaning beyond that (Knuth's multiplicative constant). */
const FACTOR = 2_654_435_761n;
/** Distance of files in the numbering of rows; overlaps only pair up rows of different files. */
const FILE_STEP = 1_000_003n;

/**
 * A query for a seeded draw of rows, spread evenly over the files: each row's position is mixed with the seed by
 * arithmetic alone (a quadratic congruence), so neither DuckDB's version nor its threads change the draw. Only row
 * numbers are ranked; columns are read for the rows drawn.
 */
export function drawnRows(bound: Bound, options: { rows: number; seed: number }): string {
  const order = bound.rowOrder.map(quoteName);
  const [row = "", file] = order.toReversed();
  const position = file ? `${row}::UBIGINT + ${file}::UBIGINT * ${FILE_STEP}` : `${row}::UBIGINT`;
  const seed = ((BigInt(options.seed) % PRIME) + PRIME) % PRIME;
  const relation = quoteName(bound.relation);
  const list = order.join(", ");
  return `SELECT * FROM ${relation} SEMI JOIN (
  SELECT ${list} FROM (
    SELECT ${list}, ((${position}) % ${PRIME}::UBIGINT * ${FACTOR}::UBIGINT + ${seed}::UBIGINT) % ${PRIME}::UBIGINT AS x
    FROM ${relation}
  ) ORDER BY x * x % ${PRIME}::UBIGINT, ${list} LIMIT ${options.rows}
) USING (${list})`;
}
