import { writeFileSync } from "node:fs";
import { definitionsJsonSchema } from "@/lib/contracts/definitions-json-schema";

/** Writes public/schema/definitions.json, from which editors complete definition files. */
const file = new URL("../public/schema/definitions.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(definitionsJsonSchema(), null, 2)}\n`);
