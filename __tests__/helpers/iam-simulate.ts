import {
  anonymousPrincipal,
  runSimulation,
  runUnsafeSimulation,
  type Simulation,
} from "@cloud-copilot/iam-simulate";
import type { AccessQuestion, Decision } from "../../local/iam";

const DECISIONS = {
  Allowed: "allowed",
  ImplicitlyDenied: "implicitDeny",
  ExplicitlyDenied: "explicitDeny",
} as const;

/**
 * Asks `@cloud-copilot/iam-simulate`, somebody else's reading of AWS's rules, the same question.
 *
 * Its validation stays on: it tells actions that take no resource, and leaves out context keys that an action
 * does not have. Only states:SendTask* skips it, because it wants `*` where AWS accepts a state machine.
 *
 * @throws Error when the simulator refuses the question or one of its policies; the message has its reasons
 */
export async function simulate(question: AccessQuestion): Promise<Decision["decision"]> {
  const { action, resource, principal, context, identityPolicies, resourcePolicies } = question;
  const accountId = resource.split(":")[4] || principal.arn?.split(":")[4] || "123456789012";
  // The simulator takes one resource-based policy.
  const Statement = resourcePolicies.flatMap((policy) => policy.Statement);
  const simulation: Simulation = {
    request: {
      principal: principal.arn ?? anonymousPrincipal,
      action,
      resource: { resource, accountId },
      contextVariables: { ...context },
    },
    identityPolicies: identityPolicies.map((policy, index) => ({ name: `policy ${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(resourcePolicies.length > 0 && { resourcePolicy: { Version: "2012-10-17", Statement } }),
  };
  if (/^states:SendTask/i.test(action)) {
    return DECISIONS[runUnsafeSimulation(simulation, {})];
  }
  const result = await runSimulation(simulation, {});
  if (result.resultType === "error") {
    throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  }
  return DECISIONS[result.overallResult];
}
