import type { JsonValue } from "../../local/json";
import type { Block } from "../helpers/synth";

const EXPRESSION = /\$\{[^{}]*\}/g;
const ADDRESS = /(?:data\.)?[a-z]\w*\.[\w-]+/g;

/** Which block waits for which when Terraform applies, by references and `depends_on`. */
export class DependencyGraph {
  private readonly edges: ReadonlyMap<string, readonly string[]>;

  constructor(blocks: readonly Block[]) {
    const known = new Set(blocks.map(({ address }) => address));
    this.edges = new Map(
      blocks.map(({ address, arguments: args }) => [
        address,
        addressesIn(args).filter((target) => known.has(target)),
      ]),
    );
  }

  /** Everything that has to exist before a block does. */
  dependenciesOf(address: string): Set<string> {
    const reached = new Set<string>();
    const toVisit = [address];
    for (let next = toVisit.pop(); next !== undefined; next = toVisit.pop()) {
      const targets = (this.edges.get(next) ?? []).filter((target) => !reached.has(target));
      for (const target of targets) {
        reached.add(target);
        toVisit.push(target);
      }
    }
    return reached;
  }

  /** The blocks that wait for themselves; Terraform refuses a plan with one. */
  cycles(): string[] {
    return [...this.edges.keys()].filter((address) => this.dependenciesOf(address).has(address));
  }
}

function addressesIn(args: Block["arguments"]): string[] {
  const { depends_on: dependsOn = [], ...others } = args;
  const explicit = Array.isArray(dependsOn) ? dependsOn.map(String) : [];
  return [...explicit, ...stringsIn(others).flatMap(addressesInText)];
}

function addressesInText(text: string): string[] {
  return (text.match(EXPRESSION) ?? []).flatMap((expression) => expression.match(ADDRESS) ?? []);
}

function stringsIn(value: JsonValue): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(stringsIn) : [];
}
