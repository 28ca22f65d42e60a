/**
 * Does something that takes many stack traces and shows none, such as a synthesis.
 *
 * CDKTF takes a stack trace for every reference between resources. With tsx, Node maps each of them to TypeScript,
 * which takes a good part of a large stack's synthesis. The stack of an error that leaves is mapped as ever, unless
 * something has read it before.
 *
 * @see https://nodejs.org/api/process.html#processsetsourcemapsenabledval
 */
export function withoutSourceMaps(act: () => void): void {
  const { sourceMapsEnabled } = process;
  process.setSourceMapsEnabled(false);
  try {
    act();
  } finally {
    process.setSourceMapsEnabled(sourceMapsEnabled);
  }
}
