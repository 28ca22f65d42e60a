import { startTimer } from "../../../local/step-functions/timer";

const DAY_MS = 86_400_000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test.each([[1], [1000], [24 * DAY_MS], [25 * DAY_MS], [1157 * DAY_MS]])(
  "calls back once, after %d ms and not before",
  (milliseconds) => {
    const callback = jest.fn();
    startTimer(milliseconds, callback);
    jest.advanceTimersByTime(milliseconds - 1);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(2);
    expect(callback).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  },
);

test.each([[0], [30]])("can be stopped after %d days", (days) => {
  const callback = jest.fn();
  const stop = startTimer(60 * DAY_MS, callback);
  jest.advanceTimersByTime(days * DAY_MS);
  stop();
  expect(jest.getTimerCount()).toBe(0);
  jest.advanceTimersByTime(100 * DAY_MS);
  expect(callback).not.toHaveBeenCalled();
});
