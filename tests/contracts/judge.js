// Lets AsyncAPI's parser judge documents: errors and warnings are printed, and end it with 1.

import { readFile } from "node:fs/promises";

import { Parser } from "@asyncapi/parser";

const WARNING = 1; // of Spectral's severities, where 0 is an error

const parser = new Parser();
for (const name of process.argv.slice(2)) {
  const { document, diagnostics } = await parser.parse(await readFile(name, "utf8"));
  const found = diagnostics.filter(({ severity }) => severity <= WARNING);
  for (const { path, message } of found) console.error(`${name} ${path.join(".")}: ${message}`);
  if (found.length > 0 || document === undefined) process.exitCode = 1;
  else console.log(`${name}: AsyncAPI ${document.version()}, ${document.messages().length} messages`);
}
