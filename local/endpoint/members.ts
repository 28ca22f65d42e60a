import { AwsServiceError } from "../errors";
import type { JsonObject, JsonValue } from "../json";

/**
 * Reads one member of a call's input off the wire.
 *
 * @throws AwsServiceError `SerializationException` for another type, `ValidationException` for a bad value
 */
export type Member<T> = (value: JsonValue, name: string) => T;

type Members = Record<string, Member<unknown>>;
type ValuesOf<M extends Members> = { [K in keyof M]: ReturnType<M[K]> };

/** What a call's input becomes, given its required and its optional members. */
export type InputOf<Required extends Members, Optional extends Members> = ValuesOf<Required> &
  Partial<ValuesOf<Optional>>;

/** Any text. */
export const string: Member<string> = (value, name) => {
  if (typeof value !== "string") throw wrongType(name, "String");
  return value;
};

/** A whole number. */
export const integer: Member<number> = (value, name) => {
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(name, "Integer");
  return value;
};

/** `true` or `false`. */
export const boolean: Member<boolean> = (value, name) => {
  if (typeof value !== "boolean") throw wrongType(name, "Boolean");
  return value;
};

/** Bytes, which travel as base64. */
export const blob: Member<Uint8Array> = (value, name) => {
  if (typeof value !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0) {
    throw wrongType(name, "Blob");
  }
  return Buffer.from(value, "base64");
};

/** One of a few words. */
export function oneOf<const Word extends string>(...words: Word[]): Member<Word> {
  return (value, name) => {
    const found = words.find((word) => word === value);
    if (found === undefined) {
      throw invalid(
        `Value '${value}' at '${name}' failed to satisfy constraint: ` +
          `Member must satisfy enum value set: [${words.join(", ")}]`,
      );
    }
    return found;
  };
}

/**
 * Reads a call's input: every required member, and no member that would go unheeded here.
 *
 * @throws AwsServiceError `ValidationException` or `SerializationException`
 */
export function readMembers<Required extends Members, Optional extends Members>(
  wire: JsonObject,
  required: Required,
  optional: Optional,
): InputOf<Required, Optional> {
  const known: Members = { ...optional, ...required };
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(wire)) {
    if (value === null) continue;
    const read = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!read) {
      throw invalid(`'${name}' is not supported here; supported: ${Object.keys(known).sort().join(", ")}`);
    }
    input[name] = read(value, name);
  }
  for (const name of Object.keys(required)) {
    if (!Object.hasOwn(input, name)) {
      throw invalid(`Value null at '${name}' failed to satisfy constraint: Member must not be null`);
    }
  }
  return input as InputOf<Required, Optional>;
}

function wrongType(name: string, type: string): AwsServiceError {
  return new AwsServiceError(
    "SerializationException",
    `The value at '${name}' can not be converted to ${type}`,
  );
}

function invalid(what: string): AwsServiceError {
  return new AwsServiceError("ValidationException", `1 validation error detected: ${what}`);
}
