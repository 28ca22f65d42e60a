import type { PolicyDocument } from "../../local/iam";
import { Permissions } from "../../local/permissions";

const ROLE = "arn:aws:iam::123456789012:role/some";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:some";
const PUBLISH = { action: "sns:Publish", resource: TOPIC };

/** Refuses a message that comes over what `aws:SecureTransport` says. */
function refusing(secureTransport: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: {
      Effect: "Deny",
      Principal: "*",
      Action: PUBLISH.action,
      Resource: TOPIC,
      Condition: { Bool: { "aws:SecureTransport": secureTransport } },
    },
  };
}

describe("a call on this machine", () => {
  let permissions: Permissions;

  beforeEach(() => {
    permissions = new Permissions();
    permissions.addIdentityPolicy(ROLE, {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: PUBLISH.action, Resource: TOPIC },
    });
  });

  test("counts as HTTPS, so a topic that refuses plain HTTP takes it", () => {
    permissions.addResourcePolicy(TOPIC, refusing("false"));
    expect(() => permissions.authorizeRole(ROLE, PUBLISH)).not.toThrow();
  });

  test("fails when the topic's own policy refuses it", () => {
    permissions.addResourcePolicy(TOPIC, refusing("true"));
    expect(() => permissions.authorizeRole(ROLE, PUBLISH)).toThrow(
      "with an explicit deny in a resource-based policy",
    );
  });
});
