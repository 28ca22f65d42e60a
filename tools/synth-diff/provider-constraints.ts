import type { ChangedBlock, Difference } from "./compare";

/** Members of a required provider that come with the bindings, and not with what is built. */
const CONSTRAINTS = ["source", "version"];

/** A difference without the versions of providers, and without `hashicorp/aws` being spelled `aws`. */
export function withoutProviderConstraints(difference: Difference): Difference {
  const changed = difference.changed
    .map((block) => ({ ...block, changes: block.changes.filter(({ at }) => !isConstraint(block, at)) }))
    .filter(({ changes }) => changes.length > 0);
  return { ...difference, changed };
}

function isConstraint(
  { address }: ChangedBlock,
  [section, , argument = "", ...deeper]: readonly string[],
): boolean {
  return (
    address === "terraform" &&
    section === "required_providers" &&
    CONSTRAINTS.includes(argument) &&
    deeper.length === 0
  );
}
