import { parseArgs } from "node:util";
import { pages } from "./pages";
import { pit, pitSkew } from "./pit";
import { pitPreview } from "./pit-preview";
import { type Bench, describeMetric } from "./report";
import { windows } from "./windows";

const BENCHES: Record<string, Bench> = {
  pit,
  "pit-skew": pitSkew,
  "pit-preview": pitPreview,
  pages,
  windows,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, scale: { type: "string", default: "1" } },
});
const [name = ""] = positionals;
const bench = BENCHES[name];
const scale = Number(values.scale);
if (!bench || positionals.length !== 1 || !(scale > 0)) {
  console.error(`usage: bench NAME [--json] [--scale F], NAME one of: ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}
const metrics = await bench({ scale });
for (const metric of metrics) console.log(values.json ? JSON.stringify(metric) : describeMetric(metric));
process.exit(metrics.some((metric) => metric.pass === false) ? 1 : 0);
