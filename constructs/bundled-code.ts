import { basename, dirname } from "node:path";
import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AssetType, TerraformAsset, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { bundle } from "./bundle";

/**
 * The code of a function: its bundle, copied into the stack's folder and zipped by the archive provider.
 *
 * One a stack and entry file, however many functions run it: copying and hashing the same files for each of a
 * hundred functions took more time than everything else about them.
 */
export class BundledCode extends Construct {
  /** Path of the zip, from the stack's folder. */
  readonly filename: string;
  /** SHA-256 of the zip, base64: what tells Lambda of new code. Known when Terraform plans. */
  readonly sourceCodeHash: string;

  private constructor(
    stack: TerraformStack,
    id: string,
    private readonly entry: string,
  ) {
    super(stack, id);
    if (!stack.node.findAll().some((construct) => construct instanceof ArchiveProvider)) {
      new ArchiveProvider(stack, "archive");
    }
    const asset = new TerraformAsset(this, "bundle", { path: bundle(entry), type: AssetType.DIRECTORY });
    const archive = new DataArchiveFile(this, "archive", {
      type: "zip",
      sourceDir: asset.path,
      // In the stack's folder, so that the folder can be handed from a plan job to an apply job.
      outputPath: `${id}.zip`,
      // The same zip whatever the umask of the machine.
      outputFileMode: "0644",
    });
    this.filename = archive.outputPath;
    this.sourceCodeHash = archive.outputBase64Sha256;
  }

  /**
   * The code of an entry file in the stack that a construct belongs to.
   *
   * Its id and the zip are named after the entry's folder; where another entry has that name, with a number.
   *
   * @param entry absolute path of the TypeScript file that exports `handler`
   */
  static of(scope: Construct, entry: string): BundledCode {
    const stack = TerraformStack.of(scope);
    const name = `code-${basename(dirname(entry))}`;
    let id = name;
    for (let number = 2; ; number += 1) {
      const existing = stack.node.tryFindChild(id);
      if (existing === undefined) {
        return new BundledCode(stack, id, entry);
      }
      if (existing instanceof BundledCode && existing.entry === entry) {
        return existing;
      }
      id = `${name}-${number}`;
    }
  }
}
