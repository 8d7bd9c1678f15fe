import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf, translateFault } from "./errors";
import { openSandbox, type Sandbox } from "./sandbox";

let base = "";
let sandbox: Sandbox;

beforeAll(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), "asof-sandbox-")));
  await mkdir(path.join(base, "data"));
  await mkdir(path.join(base, "spill"));
  await writeFile(path.join(base, "data/allowed.csv"), "a\n1\n");
  await writeFile(path.join(base, "data/other.csv"), "a\n2\n");
  await symlink(path.join(base, "data/other.csv"), path.join(base, "data/link.csv"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT 1 AS a) TO '${base}/data/other.parquet' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  sandbox = await openSandbox({
    readablePaths: [path.join(base, "data/allowed.csv")],
    spillFolder: path.join(base, "spill"),
    memoryLimitMb: 256,
    spillLimitMb: 64,
    threads: 2,
  });
});
afterAll(async () => {
  sandbox.close();
  await rm(base, { recursive: true, force: true });
});

const run = (sql: string) => sandbox.connection.run(sql.replaceAll("$DIR", path.join(base, "data")));

describe("the sandbox itself, whatever a SELECT check lets through", () => {
  it("reads the files it was given", async () => {
    expect(await (await run("SELECT * FROM read_csv('$DIR/allowed.csv')")).getRowsJson()).toEqual([["1"]]);
  });

  // Facts of DuckDB 1.5.6, checked again with each update: this list is why the settings stand in that order.
  it.each([
    ["another file of the folder", "SELECT * FROM read_csv('$DIR/other.csv')"],
    ["another Parquet file", "SELECT * FROM read_parquet('$DIR/other.parquet')"],
    ["a link beside it", "SELECT * FROM read_csv('$DIR/link.csv')"],
    ["a way around by ..", "SELECT * FROM read_csv('$DIR/../data/other.csv')"],
    ["a pattern", "SELECT * FROM read_csv('$DIR/*.csv')"],
    ["a file by its bare name", "SELECT * FROM '$DIR/other.csv'"],
    ["a system file", "SELECT * FROM read_text('/etc/passwd')"],
    ["a system file as bytes", "SELECT * FROM read_blob('/etc/passwd')"],
    ["a file address", "SELECT * FROM read_text('file:///etc/passwd')"],
    ["the process", "SELECT * FROM read_text('/proc/self/environ')"],
    ["a device", "SELECT * FROM read_text('/dev/zero')"],
    ["a web address", "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')"],
    ["a bucket", "SELECT * FROM read_parquet('s3://bucket/x.parquet')"],
    ["a guess at a dialect", "SELECT * FROM sniff_csv('$DIR/other.csv')"],
    ["Parquet metadata", "SELECT * FROM parquet_metadata('$DIR/other.parquet')"],
    ["SQL in a text", "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')"],
    ["writing beside the data", "COPY (SELECT 1) TO '$DIR/new.csv'"],
    ["writing over the data", "COPY (SELECT 1) TO '$DIR/allowed.csv'"],
    ["exporting", "EXPORT DATABASE '$DIR/export'"],
    ["attaching a database", "ATTACH '$DIR/new.db'"],
    ["attaching a server", "ATTACH 'postgres://localhost/x' (TYPE postgres)"],
    ["installing", "INSTALL httpfs"],
    ["installing from elsewhere", "INSTALL httpfs FROM 'http://127.0.0.1:1'"],
    ["installing from the community", "INSTALL x FROM community"],
    ["loading by path", "LOAD '$DIR/x.duckdb_extension'"],
    ["allowing more", "SET allowed_directories = ['/']"],
    ["allowing more paths", "SET allowed_paths = ['/etc/passwd']"],
    ["external access again", "SET enable_external_access = true"],
    ["another memory limit", "SET memory_limit = '100GB'"],
    ["more threads", "SET threads = 64"],
    ["a reset", "RESET memory_limit"],
    ["another time zone", "SET TimeZone = 'Asia/Jakarta'"],
    ["a pragma", "PRAGMA threads = 64"],
    ["the lock", "SET lock_configuration = false"],
    ["a secret", "CREATE PERSISTENT SECRET x (TYPE s3, KEY_ID 'a', SECRET 'b')"],
    ["a profile file", "PRAGMA profiling_output = '$DIR/profile.json'"],
    ["the environment", "SELECT getenv('HOME')"],
  ])("refuses %s", async (_, sql) => {
    const before = await readdir(path.join(base, "data"));
    await expect(run(sql).then((result) => result.getRowsJson())).rejects.toThrow();
    expect(await readdir(path.join(base, "data"))).toEqual(before);
  });

  it("too much memory is a clean LIMIT, and the connection stays usable", async () => {
    const error = await run("SELECT len(list(x)) FROM range(200000000) r(x)").catch(
      (reason: unknown) => reason,
    );
    expect(faultOf(error).kind).toBe("Out of Memory");
    expect(translateFault(error, [], "").code).toBe("LIMIT");
    expect(await (await run("SELECT 1")).getRowsJson()).toEqual([[1]]);
  });

  it("an interrupt stops a join within a second", async () => {
    const slow = run("SELECT count(*) FROM range(10000000) a(x), range(10000000) b(y) WHERE x + y < 0");
    const stopped = slow.then(
      () => null,
      (error: unknown) => error,
    );
    const start = performance.now();
    // The query starts on a thread of its own; interrupting again costs nothing where the first came too early.
    const timer = setInterval(() => sandbox.connection.interrupt(), 50);
    const error = await stopped;
    clearInterval(timer);
    expect(translateFault(error, [], "").code).toBe("CANCELLED");
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it("messages carry no absolute paths", async () => {
    const error = await run("SELECT * FROM read_csv('$DIR/other.csv')").catch((reason: unknown) => reason);
    expect(translateFault(error, [], "source").message).not.toContain(base);
    const file = { path: "data/other.csv", realPath: path.join(base, "data/other.csv") };
    expect(translateFault(error, [file], "source").problems[0]?.path).toBe("data/other.csv");
  });
});
