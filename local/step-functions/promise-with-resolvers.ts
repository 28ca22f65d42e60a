/**
 * Gives Node 20 the `Promise.withResolvers` of Node 22, which the engine calls.
 *
 * Import it before the engine; where the function exists, it does nothing.
 */
if (!("withResolvers" in Promise)) {
  Object.defineProperty(Promise, "withResolvers", {
    configurable: true,
    writable: true,
    value: function withResolvers<T>(this: PromiseConstructor) {
      let settle: { resolve(value: T | PromiseLike<T>): void; reject(reason?: unknown): void } | undefined;
      const promise = new this<T>((resolve, reject) => {
        settle = { resolve, reject };
      });
      return { promise, ...settle };
    },
  });
}
