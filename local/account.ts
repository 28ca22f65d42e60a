/** Where the local AWS says it is. */
export const REGION = "us-east-1";

/** The local AWS account. */
export const ACCOUNT_ID = "123456789012";

/** The ARN of a function of the local account. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
}

/** The ARN of a role. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;
}

/** The ARN of a state machine. */
export function stateMachineArn(name: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:${name}`;
}

/** The ARN of a topic. */
export function topicArn(name: string): string {
  return `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${name}`;
}

/** The ARN of a key. */
export function keyArn(keyId: string): string {
  return `arn:aws:kms:${REGION}:${ACCOUNT_ID}:key/${keyId}`;
}
