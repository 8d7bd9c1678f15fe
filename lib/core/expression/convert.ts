import type { ValueType } from "../model/value-type";
import { asDecimal, asInt64, bigintOf, type Implementation, rescaled } from "./number-operations";
import { digitsOf, isFloat, isInteger } from "./types";
import { decimalText, type Value } from "./value";

type Conversion = (value: Value) => Value;

/**
 * From one type to another that it may become: numbers to the nearest (decimals half away from zero), null where none
 * is; lists element by element; a list to an embedding where its length fits and no element is null.
 */
export function convertOperation(from: ValueType, to: ValueType): Implementation {
  const convert = conversion(from, to);
  return ([value]) => convert(value ?? null);
}

function conversion(from: ValueType, to: ValueType): Conversion {
  if (to.kind === "list" && from.kind === "list") {
    const element = conversion(from.element, to.element);
    return (value) =>
      Array.isArray(value) ? value.map((item) => (item === null ? null : element(item))) : null;
  }
  if (to.kind === "embedding") return toEmbedding(from, to.dimensions);
  if (to.kind === "struct" && from.kind === "struct") return structConversion(from.fields, to.fields);
  if (isFloat(to)) return toFloat(from, to.kind === "float32");
  if (to.kind === "decimal") {
    const { scale } = digitsOf(from);
    return (value) => asDecimal(rescaled(bigintOf(value), scale, to.scale), to.precision);
  }
  return isInteger(to) ? toInteger(from, to) : (value) => value;
}

function toFloat(from: ValueType, isSingle: boolean): Conversion {
  const read =
    from.kind === "decimal"
      ? (value: Value) => Number(decimalText(bigintOf(value), from.scale))
      : (value: Value) => Number(value);
  if (!isSingle) return read;
  return (value) => {
    const wide = read(value);
    const narrow = Math.fround(wide);
    return Number.isFinite(wide) && !Number.isFinite(narrow) ? null : narrow;
  };
}

function toInteger(from: ValueType, to: ValueType): Conversion {
  const { scale } = digitsOf(from);
  const limit = 2n ** BigInt(Number(to.kind.slice("int".length)) - 1);
  return (value) => {
    const whole = asInt64(rescaled(bigintOf(value), scale, 0));
    return whole !== null && whole >= -limit && whole < limit ? whole : null;
  };
}

function toEmbedding(from: ValueType, dimensions: number): Conversion {
  const element = conversion(from.kind === "list" ? from.element : { kind: "float64" }, { kind: "float32" });
  return (value) => {
    if (!Array.isArray(value) || value.length !== dimensions) return null;
    const items = value.map((item) => (item === null ? null : element(item)));
    return items.includes(null) ? null : items;
  };
}

function structConversion(
  from: readonly { name: string; type: ValueType }[],
  to: readonly { name: string; type: ValueType }[],
): Conversion {
  const fields = to.map(({ name, type }, i) => ({ name, convert: conversion(from[i]?.type ?? type, type) }));
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(
      fields.map(({ name, convert }) => {
        const item = value[name] ?? null;
        return [name, item === null ? null : convert(item)];
      }),
    );
  };
}
