import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, JsonValue } from "./json";

/** The synthesized JSON says something that the local run cannot make sense of; the message names it. */
export class TerraformError extends Error {
  override readonly name = "TerraformError";
}

/** A variable has a value that its validation refuses; the message is the stack's own. */
export class VariableError extends Error {
  override readonly name = "VariableError";
}

/** A resource or data source, its arguments yet unresolved. */
export interface TerraformBlock {
  /** Such as `aws_sns_topic`, or `data.aws_region`. */
  readonly type: string;
  /** Its name in the configuration, unique among those of its type. */
  readonly name: string;
  readonly arguments: JsonObject;
}

/** Tells an attribute that only the provider knows, such as an ARN; `undefined` if there is none such. */
export type ComputedAttribute = (block: TerraformBlock, attribute: string) => JsonValue | undefined;

/** An expression in one of Terraform's templates: a reference, and what leads up to it. */
const TEMPLATE = /\$\{([^{}]*)\}/g;
const REFERENCE = /^(var|(?:data\.)?\w+)\.([\w-]+)(?:\.(\w+))?$/;

/**
 * One stack's synthesized Terraform JSON, with its references resolved as after an apply.
 *
 * It resolves what CDKTF writes for tokens: references to variables and to attributes of resources and data
 * sources. Attributes that are arguments come from the JSON, others from {@link ComputedAttribute}.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export class TerraformStackJson {
  readonly #json: JsonObject;
  readonly #resolving = new Set<string>();

  /**
   * @param folder the stack's folder in `cdktf.out`
   * @param variables values of the Terraform variables; the others keep their defaults
   * @throws VariableError if a value is not what the variable's validation allows
   */
  constructor(
    readonly folder: string,
    private readonly variables: Readonly<Record<string, JsonValue>>,
    private readonly computed: ComputedAttribute,
  ) {
    this.#json = objectOf(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
    for (const [name, variable] of Object.entries(objectOf(this.#json.variable))) {
      const { validation } = objectOf(variable);
      for (const rule of Array.isArray(validation) ? validation : []) {
        validate(name, this.#variable(name), objectOf(rule));
      }
    }
  }

  /** Types of the stack's resources. */
  get resourceTypes(): string[] {
    return Object.keys(objectOf(this.#json.resource));
  }

  /** All resources of a type. */
  resources(type: string): TerraformBlock[] {
    return blocksOf(this.#json.resource, type, type);
  }

  /** All data sources of a type. */
  data(type: string): TerraformBlock[] {
    return blocksOf(this.#json.data, type, `data.${type}`);
  }

  /** The stack's outputs. */
  get outputs(): JsonObject {
    return Object.fromEntries(
      Object.entries(objectOf(this.#json.output)).map(([name, output]) => [
        name,
        this.resolve(objectOf(output).value ?? null, `output.${name}`),
      ]),
    );
  }

  /** A resource's argument, resolved; `undefined` if it is not given. */
  argument(block: TerraformBlock, name: string): JsonValue | undefined {
    const value = block.arguments[name];
    return value === undefined ? undefined : this.resolve(value, `${block.type}.${block.name}.${name}`);
  }

  /**
   * A resource's argument that has to be text.
   *
   * @throws TerraformError if it is missing or no text
   */
  text(block: TerraformBlock, name: string): string {
    const value = this.argument(block, name);
    if (typeof value !== "string") {
      throw new TerraformError(`${block.type}.${block.name}.${name} is ${JSON.stringify(value)}, not text`);
    }
    return value;
  }

  /**
   * A value with every template in it resolved.
   *
   * @param where what to name in an error
   * @throws TerraformError for an expression that is no reference, or a reference to nothing
   */
  resolve(value: JsonValue, where: string): JsonValue {
    if (typeof value === "string") {
      return this.#resolveText(value, where);
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.resolve(item, where));
    }
    return value !== null && typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value).map(([key, item]) => [key, this.resolve(item, `${where}.${key}`)]),
        )
      : value;
  }

  #resolveText(text: string, where: string): JsonValue {
    const [whole] = text.matchAll(TEMPLATE);
    if (whole?.[0] === text) {
      return this.#evaluate(text, whole[1] ?? "", where);
    }
    const resolved = text.replace(TEMPLATE, (template, expression: string) => {
      const value = this.#evaluate(template, expression, where);
      if (value !== null && typeof value === "object") {
        throw new TerraformError(`${template} in ${where} is no text`);
      }
      return String(value);
    });
    if (/\$\{|%\{/.test(text.replace(TEMPLATE, ""))) {
      throw new TerraformError(`The local run cannot resolve ${text} in ${where}`);
    }
    return resolved;
  }

  #evaluate(template: string, expression: string, where: string): JsonValue {
    const [, type = "", name = "", attribute] = REFERENCE.exec(expression) ?? [];
    const value =
      type === "var" ? this.#variable(name) : attribute && this.#attribute(type, name, attribute, where);
    if (value === undefined || value === "") {
      throw new TerraformError(
        `The local run cannot resolve ${template} in ${where}: it knows references to variables and to ` +
          "attributes of the resources that it runs",
      );
    }
    return value;
  }

  #variable(name: string): JsonValue | undefined {
    return this.variables[name] ?? objectOf(objectOf(this.#json.variable)[name]).default;
  }

  #attribute(type: string, name: string, attribute: string, where: string): JsonValue | undefined {
    const isData = type.startsWith("data.");
    const section = objectOf(isData ? this.#json.data : this.#json.resource);
    const args = objectOf(section[isData ? type.slice("data.".length) : type])[name];
    if (args === undefined) {
      return undefined;
    }
    const address = `${type}.${name}.${attribute}`;
    if (this.#resolving.has(address)) {
      throw new TerraformError(`${address} refers to itself, by way of ${where}`);
    }
    this.#resolving.add(address);
    try {
      const block = { type, name, arguments: objectOf(args) };
      return this.computed(block, attribute) ?? this.argument(block, attribute);
    } finally {
      this.#resolving.delete(address);
    }
  }
}

/** Terraform's own check of a variable; of its conditions, the one that stacks here use. */
function validate(name: string, value: JsonValue | undefined, rule: JsonObject): void {
  const condition = String(rule.condition);
  const [, pattern, checked] = /^\$\{can\(regex\(("[^\n]*"), var\.([\w-]+)\)\)\}$/.exec(condition) ?? [];
  if (pattern === undefined || checked !== name) {
    throw new TerraformError(`The local run cannot judge the condition ${condition} of var.${name}`);
  }
  if (typeof value !== "string" || !new RegExp(JSON.parse(pattern)).test(value)) {
    throw new VariableError(`var.${name} is ${JSON.stringify(value)}: ${rule.error_message}`);
  }
}

function blocksOf(section: JsonValue | undefined, type: string, address: string): TerraformBlock[] {
  return Object.entries(objectOf(objectOf(section)[type])).map(([name, args]) => ({
    type: address,
    name,
    arguments: objectOf(args),
  }));
}

/** A JSON object; an empty one where there is none. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
