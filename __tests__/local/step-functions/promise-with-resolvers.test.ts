interface WithResolvers {
  withResolvers?<T>(): { promise: Promise<T>; resolve(value: T): void; reject(reason: unknown): void };
}

const original = Object.getOwnPropertyDescriptor(Promise, "withResolvers");
afterEach(() => {
  if (original) Object.defineProperty(Promise, "withResolvers", original);
});

function load(): NonNullable<WithResolvers["withResolvers"]> {
  jest.isolateModules(() => require("../../../local/step-functions/promise-with-resolvers"));
  const { withResolvers } = Promise as WithResolvers;
  if (!withResolvers) throw new Error("withResolvers is still missing");
  return withResolvers.bind(Promise) as NonNullable<WithResolvers["withResolvers"]>;
}

test("gives a promise and what settles it", async () => {
  Reflect.deleteProperty(Promise, "withResolvers");
  const withResolvers = load();
  const resolved = withResolvers<number>();
  resolved.resolve(1);
  await expect(resolved.promise).resolves.toBe(1);
  const rejected = withResolvers<number>();
  rejected.reject(new Error("no"));
  await expect(rejected.promise).rejects.toThrow("no");
});

test("leaves one that is there alone", () => {
  const there = () => ({});
  Object.defineProperty(Promise, "withResolvers", { configurable: true, writable: true, value: there });
  load();
  expect((Promise as WithResolvers).withResolvers).toBe(there);
  Reflect.deleteProperty(Promise, "withResolvers");
});
