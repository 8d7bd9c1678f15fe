import "server-only";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { PreparedFiles, PrepareFiles } from "../../engine";
import { readAll } from "../convert";
import { quoteText } from "../quote";
import type { Run } from "./run";

/** Where a recipe reads beside its input, and what it writes. */
interface Recipe {
  /** Further files in the input's folder. */
  besides: readonly string[];
  outputs(
    run: Run,
    paths: { input: string; folder: string },
    parameters: PrepareFiles["parameters"],
  ): Promise<Output[]>;
}

interface Output {
  /** Relative to the output folder. */
  file: string;
  sql: string;
}

const SHIFT_WEEKS_MAX = 5200;
const WEEK_MICROS = 604_800_000_000n;

/**
 * Three million US flights and the airport register, moved by whole weeks. A flight is known when it has landed:
 * departure + delay + 30 minutes + distance / 8 miles per minute.
 */
const demoFlights: Recipe = {
  besides: ["airports.csv"],
  async outputs(run, { input, folder }, { shiftWeeks }) {
    if (!Number.isInteger(shiftWeeks) || Math.abs(shiftWeeks) > SHIFT_WEEKS_MAX)
      throw new Error(`not a shift: ${shiftWeeks}`);
    const shift = BigInt(shiftWeeks) * WEEK_MICROS;
    await run.execute(`CREATE VIEW flights AS SELECT
      make_timestamptz(epoch_us(date) + ${shift}) AS departed_at,
      make_timestamptz(epoch_us(date) + ${shift} + (delay + 30) * 60000000 + distance * 7500000) AS known_at,
      delay, distance, origin, destination FROM read_parquet(${quoteText(input)})`);
    const months = await readAll(
      run.connection,
      "SELECT DISTINCT strftime(departed_at, '%Y-%m') FROM flights ORDER BY 1",
    );
    const flights = months.map(([month]) => ({
      file: `flights/${String(month)}.parquet`,
      sql: `SELECT * FROM flights WHERE departed_at >= ${quoteText(`${String(month)}-01`)}::TIMESTAMPTZ
        AND departed_at < ${quoteText(`${String(month)}-01`)}::TIMESTAMPTZ + INTERVAL 1 MONTH ORDER BY departed_at`,
    }));
    const register = `(SELECT iata, name, city, state, country, latitude, longitude,
      (SELECT date_trunc('day', min(departed_at)) - INTERVAL 1 YEAR FROM flights) AS valid_from
      FROM read_csv(${quoteText(path.join(folder, "airports.csv"))}, auto_detect = false, header = true, nullstr = 'NA',
      columns = {iata: 'VARCHAR', name: 'VARCHAR', city: 'VARCHAR', state: 'VARCHAR', country: 'VARCHAR', latitude: 'DOUBLE', longitude: 'DOUBLE'}))`;
    return [
      ...flights,
      {
        file: "airports.parquet",
        sql: `SELECT iata AS origin, name AS airport_name, city, state, latitude, longitude, valid_from FROM ${register} ORDER BY origin`,
      },
      {
        file: "states.parquet",
        sql: `SELECT state, any_value(country ORDER BY iata) AS nation, any_value(valid_from) AS valid_from FROM ${register} WHERE state IS NOT NULL GROUP BY state ORDER BY state`,
      },
    ];
  },
};

const RECIPES: Record<PrepareFiles["recipe"], Recipe> = { demo_flights: demoFlights };

/** @returns every file that a recipe reads. */
export function recipeInputs({ recipe, inputPath }: PrepareFiles): string[] {
  return [inputPath, ...RECIPES[recipe].besides.map((name) => path.join(path.dirname(inputPath), name))];
}

/**
 * Runs a recipe: each file is written under a temporary name, synced and renamed, so readers see the old file or the
 * new one and never a part.
 *
 * @param temporary an empty folder on the same file system as `output`; the only one that the sandbox can write.
 * @param output absolute folder that receives the files.
 */
export async function prepareFiles(
  run: Run,
  request: PrepareFiles,
  temporary: string,
  output: string,
): Promise<Omit<PreparedFiles, "traceparent" | "spans">> {
  const folder = path.dirname(request.inputPath);
  const outputs = await RECIPES[request.recipe].outputs(
    run,
    { input: request.inputPath, folder },
    request.parameters,
  );
  const files: PreparedFiles["files"] = [];
  for (const [i, { file, sql }] of outputs.entries()) {
    const written = path.join(temporary, `${i}.parquet`);
    await run.step(`writing ${file}`, async () => {
      await run.execute(`COPY (${sql}) TO ${quoteText(written)} (FORMAT parquet, COMPRESSION zstd)`);
    });
    const [[rowCount = 0] = []] = await readAll(
      run.connection,
      `SELECT num_rows FROM parquet_file_metadata(${quoteText(written)})`,
    );
    const target = path.join(output, file);
    await mkdir(path.dirname(target), { recursive: true });
    await sync(written);
    await rename(written, target);
    await sync(path.dirname(target));
    const { size } = await stat(target);
    files.push({ path: `${request.outputFolder}/${file}`, rowCount: Number(rowCount), bytes: size });
  }
  await removeOthers(output, new Set(outputs.map((one) => one.file)));
  return { files };
}

/** Parquet files of an earlier run with another shift would be read along with the new ones. */
async function removeOthers(output: string, kept: ReadonlySet<string>) {
  const folders = new Set([...kept].map((file) => path.dirname(file)));
  for (const folder of folders) {
    for (const name of await readdir(path.join(output, folder))) {
      const file = folder === "." ? name : `${folder}/${name}`;
      if (name.endsWith(".parquet") && !kept.has(file)) await rm(path.join(output, file));
    }
  }
}

async function sync(target: string) {
  const handle = await open(target, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
