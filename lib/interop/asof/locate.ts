import type { DefinitionProblem } from "@/lib/core/definitions/problem";
import { objectKey } from "@/lib/core/definitions/set";
import type { FieldProblem } from "@/lib/core/errors";
import type { ReadDocument } from "./read";
import { pathText } from "./yaml-document";

/**
 * Gives each problem the place of its document in the files. Problems of objects that the files do not hold
 * name the object in their path instead.
 */
export function locateProblems(
  problems: readonly DefinitionProblem[],
  documents: readonly ReadDocument[],
): FieldProblem[] {
  const read = new Map(documents.map((one) => [objectKey(one.document), one]));
  return problems.map(({ document, path, message, expected, at }) => {
    const found = read.get(objectKey(document));
    const name = `${document.kind}.${document.name}`;
    if (!found) return { path: [name, ...path].join("."), message, expected };
    return { path: pathText(path), file: found.file, ...found.locate(path, at), message, expected };
  });
}
