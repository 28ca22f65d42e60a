import { createHash } from "node:crypto";

/** What is to be released: the execution's input. */
interface Release {
  readonly version?: string;
  readonly commit?: string;
}

/** Where a real one would build and test the commit, this one only names what would come out. */
export async function handler({ version = "1.0.0", commit = "main" }: Release) {
  const digest = createHash("sha256").update(`${version} ${commit}`).digest("hex");
  return { version, commit, artifact: `releases/${version}-${digest.slice(0, 12)}.zip` };
}
