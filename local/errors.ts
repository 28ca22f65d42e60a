/**
 * An error that AWS would answer a call with.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */
export class AwsServiceError extends Error {
  /**
   * @param code AWS's name of the error, such as `ExecutionDoesNotExist`
   * @param message what AWS would say
   * @param statusCode the HTTP status of the answer
   */
  constructor(
    readonly code: string,
    message: string,
    readonly statusCode: number = 400,
  ) {
    super(message);
    this.name = "AwsServiceError";
  }
}
