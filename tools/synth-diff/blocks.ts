import type { JsonObject, JsonValue } from "../../local/json";
import { isObject, meaningOf } from "./meaning";

/** One block of Terraform's configuration: a resource, a data source, an output, and so on. */
export interface Block {
  /** As Terraform names it: `aws_sns_topic.NAME`, `data.aws_region.NAME`, `var.NAME`, `output.NAME`. */
  readonly address: string;
  /** Construct path; empty where CDKTF tells none. */
  readonly path: string;
  /** Its arguments by their meaning, with the hashes of assets replaced by `HASH`. */
  readonly value: JsonValue;
  /** What the assets that it refers to contain, as hashes. */
  readonly assetHashes: readonly string[];
}

/** A folder below `assets/`: its name is the construct's, its subfolder the hash of what is in it. */
const ASSET_HASH = /(\bassets\/[^/]+\/)([0-9A-F]{32})\b/g;

/**
 * The blocks of a synthesized stack, by address.
 *
 * CDKTF's own comments (`//`: metadata, versions of CDKTF) are left out.
 */
export function blocksOf(stack: JsonObject): Map<string, Block> {
  const blocks = Object.entries(stack).flatMap(([section, content]) => sectionBlocks(section, content));
  return new Map(blocks.map((block) => [block.address, block]));
}

function sectionBlocks(section: string, content: JsonValue): Block[] {
  switch (section) {
    case "//":
      return [];
    case "resource":
    case "data":
      return members(content).flatMap(([type, named]) =>
        members(named).map(([name, block]) =>
          blockOf(`${section === "data" ? "data." : ""}${type}.${name}`, block),
        ),
      );
    case "variable":
      return members(content).map(([name, block]) => blockOf(`var.${name}`, block));
    case "output":
    case "provider":
    case "module":
    case "locals":
      return members(content).map(([name, block]) => blockOf(`${section}.${name}`, block));
    default:
      return [blockOf(section, content)];
  }
}

function blockOf(address: string, block: JsonValue): Block {
  const { "//": comment, ...given } = isObject(block) ? block : {};
  const metadata = isObject(comment) ? comment.metadata : undefined;
  const path = isObject(metadata) && typeof metadata.path === "string" ? metadata.path : "";
  const text = JSON.stringify(isObject(block) ? unordered(given) : block);
  return {
    address,
    path: path.slice(path.indexOf("/") + 1),
    value: meaningOf(JSON.parse(text.replace(ASSET_HASH, "$1HASH"))),
    assetHashes: [...text.matchAll(ASSET_HASH)].map(([, , hash = ""]) => hash),
  };
}

/** What Terraform takes for a set. */
function unordered({ depends_on: dependencies, ...others }: JsonObject): JsonObject {
  return Array.isArray(dependencies) ? { ...others, depends_on: [...dependencies].sort() } : others;
}

function members(value: JsonValue): [string, JsonValue][] {
  return isObject(value) ? Object.entries(value) : [];
}
