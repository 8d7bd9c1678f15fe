import { Document, isScalar, Scalar, visit } from "yaml";
import type { Definition } from "@/lib/core/model/definitions";
import type { DefinitionFile } from "./read";
import { shortForm } from "./short-form";

/**
 * Writes definitions as canonical files: one per object, `kind/name.yaml`, the project as `asof.yaml`, keys in one
 * order, keys with their default value left out. Reading them gives the same documents; writing those again
 * gives the same bytes. Files come in the order of their paths.
 */
export function writeDefinitionFiles(documents: readonly Definition[]): DefinitionFile[] {
  const files = documents.map((document) => ({ path: filePath(document), text: writeDefinition(document) }));
  return files.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

/** One definition as YAML text that ends with a line break. */
export function writeDefinition(document: Definition): string {
  const yaml = new Document(shortForm(document), {
    version: "1.2",
    schema: "core",
    aliasDuplicateObjects: false,
  });
  visit(yaml, {
    Scalar: (_, node) => setStyle(node),
    Seq: (_, node) => {
      node.flow = node.items.every((item) => isScalar(item) && !String(item.value).includes("\n"));
    },
  });
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function filePath(document: Definition): string {
  return document.kind === "project" ? "asof.yaml" : `${document.kind}/${document.name}.yaml`;
}

function setStyle(node: Scalar) {
  const { value } = node;
  if (typeof value === "string" && value.includes("\n")) node.type = Scalar.BLOCK_LITERAL;
  // Digits without an exponent read as an integer, which beyond 2^53 comes back as text.
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    node.format = "EXP";
}
