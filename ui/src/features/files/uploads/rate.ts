// How fast is an upload, and how long will it take? From what was sent in the last seconds, so that a pause does not count.

const WINDOW_MS = 8000;
/** A rate from less than this is a guess. */
const LEAST_MS = 500;

type Sample = { at: number; sent: number };

export class Rate {
  #samples: Sample[] = [];

  /** `sent`: bytes so far. */
  add(sent: number, at: number) {
    const last = this.#samples.at(-1);
    // What the server had kept already was not sent now.
    if (last && sent < last.sent) this.#samples = [];
    this.#samples.push({ at, sent });
    const from = at - WINDOW_MS;
    while (this.#samples.length > 2 && this.#samples[1]!.at <= from) this.#samples.shift();
  }

  /** After a pause the time before it does not count. */
  restart() {
    this.#samples = [];
  }

  get bytesPerSecond(): number | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.at - first.at < LEAST_MS) return undefined;
    return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
  }
}

/** In milliseconds; undefined while nobody can know. */
export function timeLeft(rest: number, bytesPerSecond: number | undefined): number | undefined {
  if (!bytesPerSecond || bytesPerSecond <= 0) return undefined;
  return Math.ceil(rest / bytesPerSecond) * 1000;
}
