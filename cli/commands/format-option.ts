import { InvalidArgumentError, Option } from "commander";
import { FORMATS } from "../session";

export function formatOption(): Option {
  return new Option("-f, --format <format>", "how to answer").choices(FORMATS).default("table");
}

/** A whole number of at least one, from an option. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("It is a whole number from 1.");
  return value;
}
