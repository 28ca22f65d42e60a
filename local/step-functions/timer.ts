/** Beyond this `setTimeout` fires at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Calls back once after any number of milliseconds; `setTimeout` ends at 24.8 days.
 *
 * @returns stops the timer
 */
export function startTimer(milliseconds: number, callback: () => void): () => void {
  const end = Date.now() + milliseconds;
  let timeout: NodeJS.Timeout;
  const arm = () => {
    const left = Math.max(0, end - Date.now());
    timeout = left > LONGEST_TIMEOUT_MS ? setTimeout(arm, LONGEST_TIMEOUT_MS) : setTimeout(callback, left);
  };
  arm();
  return () => clearTimeout(timeout);
}
