import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Child, freePort, isGone, PATIENCE, startChild, temporaryFolder } from "./child-under-test";
import { bundleProduct, descendants, type Product } from "./product-under-test";
import { root } from "./root";

vi.setConfig(PATIENCE);

/** The one name with the same number everywhere. */
const NOBODY = 65_534;
/** No system knows it by a name; containers are run under such ids. */
const NAMELESS = 1_234_567;

const isRoot = process.getuid?.() === 0;
/** Shows the checkout at `$PLACE`, to the program that follows and its children only. */
const OWN_MOUNTS = ["unshare", "--mount", "--propagation", "private"];
const MOUNTED = [...OWN_MOUNTS, "sh", "-c", 'mount --bind "$CHECKOUT" "$PLACE" && exec "$0" "$@"'];
const canMount =
  isRoot && spawnSync("unshare", [...OWN_MOUNTS.slice(1), "mount", "--bind", root, root]).status === 0;

let product: Product;
/** Holds everything of one test: where the checkout is shown, and the data folder. */
let folder: string;
let launcher: Child | undefined;

beforeAll(async () => {
  product = await bundleProduct();
  chmodSync(product.folder, 0o755);
});
afterAll(() => product.remove());
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  launcher?.process.kill("SIGTERM");
  await launcher?.exit;
  rmSync(join(folder, "data"), { recursive: true, force: true });
  // Never what is shown there: it is empty for us, or this fails.
  rmdirSync(join(folder, "checkout"));
  rmdirSync(folder);
});

/** Who starts, and where the checkout lies; the data folder is theirs. */
interface Setting {
  uid: number;
  folderMode: number;
}

function prepare({ uid, folderMode }: Setting): void {
  chmodSync(folder, folderMode);
  for (const name of ["checkout", "data"]) mkdirSync(join(folder, name));
  if (isRoot) chownSync(join(folder, "data"), uid, uid);
}

async function startsAndStops({ uid }: Setting): Promise<{ workTicks: number; said: string[] }> {
  const place = canMount ? join(folder, "checkout") : root;
  const cwd = join(place, relative(root, product.folder));
  const asUser = ["setpriv", "--reuid", String(uid), "--regid", String(uid), "--clear-groups"];
  launcher = startChild(join(cwd, "dist/up.mjs"), {
    env: {
      CHECKOUT: root,
      PLACE: place,
      ASOF_DATA_DIR: join(folder, "data"),
      PORT: String(await freePort()),
    },
    args: ["--no-demo"],
    prefix: [...(canMount ? MOUNTED : []), ...(isRoot && uid !== 0 ? asUser : [])],
  });
  await launcher.line(/^Asof is ready: http:\/\/localhost:\d+$/);
  const processes = descendants(launcher.process.pid ?? 0);
  const workTicks = ticksOf(launcher.process.pid ?? 0);
  launcher.process.kill("SIGTERM");
  expect(await launcher.exit).toBe(0);
  expect(launcher.stderr()).toEqual([]);
  expect(processes.filter((pid) => !isGone(pid))).toEqual([]);
  return { workTicks, said: launcher.stdout() };
}

async function startsTwice(setting: Setting): Promise<void> {
  prepare(setting);
  const [first, second] = [await startsAndStops(setting), await startsAndStops(setting)];
  expect(first.said).toContainEqual(expect.stringContaining("migrations applied"));
  expect(second.said).not.toContainEqual(expect.stringContaining("migrations applied"));
  expect(second.workTicks).toBeLessThan(first.workTicks);
  expect(complaints()).toEqual([]);
}

/** Processor time of a process and its children that have ended: a clock would measure the rest of the machine, too. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/** What web and worker logged as an error: a folder that they may not write would be one. */
function complaints(): string[] {
  const logs = join(folder, "data/logs");
  return readdirSync(logs)
    .filter((name) => /^(web|worker)\.log$/.test(name))
    .flatMap((name) => readFileSync(join(logs, name), "utf8").split("\n"))
    .filter((line) => /"level":"(error|fatal)"/.test(line));
}

describe.runIf(process.platform === "linux")(
  "the launcher starts, a second time with less work, and stops with exit code 0",
  () => {
    test("for an ordinary user who may only read the checkout", () =>
      startsTwice({ uid: isRoot ? NOBODY : (process.getuid?.() ?? 0), folderMode: 0o755 }));

    test.runIf(canMount)("for root, with the checkout under a folder that only root may enter", () =>
      startsTwice({ uid: 0, folderMode: 0o700 }),
    );

    test.runIf(isRoot)("for a user whom the system knows by no name", async () => {
      const setting = { uid: NAMELESS, folderMode: 0o755 };
      prepare(setting);
      await startsAndStops(setting);
    });
  },
);
