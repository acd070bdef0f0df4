// Types of the API from openapi/*.yaml: writes src/api/generated/*.d.ts, or with --check says which differ.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const here = dirname(fileURLToPath(import.meta.url));
const contracts = join(here, "../../openapi");
const folder = join(here, "../src/api/generated");
const NAMES = ["auth", "bus", "ingestion", "inventory-alerts", "jobs", "recommendations-v2", "revenue", "segments"];
const HEAD = "// Generated from openapi/ by `npm run types`: change the contract, not this file.\n\n";

const check = process.argv.includes("--check");
mkdirSync(folder, { recursive: true });
const differ = [];
for (const name of NAMES) {
  const text = HEAD + astToString(await openapi(new URL(`file://${join(contracts, `${name}.yaml`)}`), { silent: true }));
  const file = join(folder, `${name}.d.ts`);
  if (!check) writeFileSync(file, text);
  else {
    let held = "";
    try {
      held = readFileSync(file, "utf8");
    } catch {
      // a contract whose types were never made differs too
    }
    if (held !== text) differ.push(name);
  }
}
if (differ.length > 0) {
  console.error(`types are not those of openapi/: ${differ.join(", ")}; make them anew with: npm run types`);
  process.exit(1);
}
